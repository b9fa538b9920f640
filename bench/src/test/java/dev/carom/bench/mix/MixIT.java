package dev.carom.bench.mix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carom.bench.peers.Programs;
import dev.carom.core.lifecycle.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Needs Varnish (Debian: apt install varnish). Times nothing: other tests may run beside it. */
final class MixIT {

  private static final Path SOFTWARE =
      Path.of(System.getProperty("carom.test.software", "../target/software"))
          .toAbsolutePath()
          .normalize();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(Path home, Programs programs, String... args) {
    PrintStream output = new PrintStream(out, true, UTF_8);
    return new MixCommand(home, output, new PrintStream(err, true, UTF_8))
        .run(List.of(args), programs);
  }

  /** A checkout that gets the results, with what the command needs of the real one. */
  private static void furnish(Path home) throws IOException {
    Files.createDirectories(SOFTWARE);
    Files.createSymbolicLink(
        Files.createDirectory(home.resolve("target")).resolve("software"), SOFTWARE);
    Files.createSymbolicLink(
        home.resolve("infra"), Path.of("../infra").toAbsolutePath().normalize());
  }

  @Test
  void answersReallyComeFromWhereTheMixWantsThem(@TempDir Path home) throws IOException {
    furnish(home);
    ExitCode code =
        run(home, Programs.installed(), "--rate=500", "--warmup=1", "--measure=2", "--rounds=1");
    assertThat(err.toString(UTF_8)).isEmpty();
    JsonNode result = result(home);
    JsonNode details = result.at("/details");
    JsonNode shares = details.at("/rounds/0/shares");
    assertThat(share(shares, "edge")).as(shares.toString()).isCloseTo(80, within(1.0));
    assertThat(share(shares, "memory")).as(shares.toString()).isZero();
    // On a busy machine Redis may be late, and PostgreSQL is asked in its place.
    double redis = share(shares, "redis");
    double postgres = share(shares, "postgres");
    assertThat(redis + postgres).as(shares.toString()).isCloseTo(20, within(1.0));
    assertThat(redis).as(shares.toString()).isGreaterThan(postgres);
    assertThat(details.at("/rounds/0/load/answered").asLong()).isBetween(850L, 1150L);
    assertThat(details.at("/p99Millis/median").asDouble()).isPositive();
    assertThat(result.at("/met").asBoolean()).isEqualTo(code == ExitCode.DONE);
    assertThat(out.toString(UTF_8)).contains("p50, ms", "p99, ms", "answers came from", "Results:");
  }

  private static double share(JsonNode shares, String source) {
    return shares.at("/" + source).asDouble();
  }

  private static JsonNode result(Path home) throws IOException {
    try (var files = Files.list(home.resolve("bench/results"))) {
      Path file =
          files.filter(each -> each.toString().endsWith("Z-mix.json")).findFirst().orElseThrow();
      return JsonMapper.shared().readTree(Files.readString(file));
    }
  }

  @Test
  void whereVarnishIsMissingItIsSaidWhatToInstall(@TempDir Path home) {
    assertThat(run(home, new Programs(List.of(home)))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8))
        .isEqualTo("carom bench: varnishd is not installed (Debian: apt install varnish)\n");
    assertThat(home.resolve("bench")).doesNotExist();
  }
}
