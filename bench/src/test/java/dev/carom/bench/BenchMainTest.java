package dev.carom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.lifecycle.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchMainTest {

  private static final List<String> ONE_SHOT =
      List.of("-f", "0", "-bm", "ss", "-wi", "0", "-i", "1", "-v", "SILENT");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(Path home, List<String> args) {
    return BenchMain.run(args, home, printer(out), printer(err));
  }

  private static PrintStream printer(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private ExitCode oneShot(Path home, String... args) {
    List<String> all = new ArrayList<>(List.of("micro"));
    all.addAll(List.of(args));
    all.addAll(ONE_SHOT);
    return run(home, all);
  }

  private static List<Path> results(Path home) throws IOException {
    Path folder = home.resolve("bench/results");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "peers --help", "storm --help", "storm scan --help", "mix --help"})
  void whoeverAsksIsToldHowToUseIt(String arguments) {
    assertThat(run(Path.of("unused"), List.of(arguments.split(" ")))).isEqualTo(ExitCode.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(BenchMain.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "macro",
        "micro --quik",
        "micro -zzz",
        "micro -f many",
        "micro -rf csv",
        "micro -rff results.csv",
        "micro -f 0 NoSuchBenchmark",
        "micro -f 0 -prof nosuch",
        "variants --only",
        "gate --quick",
        "mix --rate"
      })
  void wrongUsageIsRefused(String commandLine, @TempDir Path home) throws IOException {
    List<String> args = commandLine.isEmpty() ? List.of() : List.of(commandLine.split(" ", -1));
    assertThat(run(home, args)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("carom bench: ")
        .contains(BenchMain.USAGE);
    assertThat(out.size()).isZero();
    assertThat(results(home)).isEmpty();
  }

  @Test
  void helpIsNoError(@TempDir Path home) {
    assertThat(run(home, List.of("--help"))).isEqualTo(ExitCode.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(BenchMain.USAGE);
    assertThat(err.size()).isZero();
  }

  @Test
  void aRunLeavesItsResultsAndWhatIsToBeKnownAboutIt(@TempDir Path home) throws IOException {
    assertThat(oneShot(home, "ReadingCodecBenchmark")).isEqualTo(ExitCode.DONE);
    List<Path> files = results(home);
    assertThat(files)
        .extracting(Path::toString)
        .satisfiesExactly(
            results -> assertThat(results).matches(".*/\\d{8}T\\d{6}Z-micro\\.json"),
            about -> assertThat(about).matches(".*/\\d{8}T\\d{6}Z-micro\\.meta\\.json"));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(files.get(0).toString(), files.get(1).toString());
    assertResults(read(files.get(0)));
    assertAbout(read(files.get(1)));
  }

  private static void assertResults(JsonNode results) {
    assertThat(results.size()).isEqualTo(2);
    for (JsonNode result : results) {
      assertThat(result.at("/benchmark").asString()).contains("ReadingCodecBenchmark");
      assertThat(result.at("/secondaryMetrics").propertyNames()).contains("gc.alloc.rate.norm");
    }
  }

  private static void assertAbout(JsonNode about) {
    assertThat(about.at("/command").valueStream().map(JsonNode::asString))
        .startsWith("./carom", "bench", "micro", "ReadingCodecBenchmark");
    assertThat(about.at("/quick").asBoolean()).isFalse();
    assertThat(about.at("/start").asString()).endsWith("Z");
    assertThat(about.at("/machine/processors").asInt()).isPositive();
    assertThat(about.at("/jvms/0/jdk").asString()).isEqualTo(System.getProperty("java.version"));
    assertThat(about.at("/jvms/0/flags").isArray()).isTrue();
  }

  @Test
  void aRunThatFailsLeavesNoResults(@TempDir Path home) throws IOException {
    assertThat(oneShot(home, "CodeBenchmark", "-p", "codeLength=6")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("carom bench: ");
    assertThat(results(home)).isEmpty();
  }

  private static JsonNode read(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }
}
