package dev.carom.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.bench.UsageException;
import dev.carom.bench.peers.SampleRuns;
import dev.carom.bench.peers.SampleVariants;
import dev.carom.core.lifecycle.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ReportCommandTest {

  @TempDir private Path home;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(home.resolve("bench/results"));
    Files.createDirectories(home.resolve("docs"));
  }

  private ExitCode report(String... args) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new ReportCommand(home, out, out).run(List.of(args));
  }

  private void result(String name, boolean quick) throws IOException {
    Files.writeString(
        home.resolve("bench/results").resolve(name),
        JsonMapper.shared().writeValueAsString(SampleRuns.record(quick, null)));
  }

  private List<String> published() throws IOException {
    try (var files = Files.list(home.resolve("bench/results/published"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private String page() throws IOException {
    return Files.readString(home.resolve("docs/performance.md"));
  }

  @Test
  void theNewestResultThatMeasuredAnythingIsPublished() throws IOException {
    result("20261122T100000Z-peers.json", false);
    result("20261122T110000Z-peers.json", false);
    result("20261122T120000Z-peers.json", true);
    result("20261122T130000Z-micro.json", false);
    assertThat(report()).isEqualTo(ExitCode.DONE);
    assertThat(published()).containsExactly("20261122T110000Z-peers.json");
    assertThat(page()).contains("bench/results/published/20261122T110000Z-peers.json");
  }

  @Test
  void aNewerResultTakesThePlaceOfAnOlderOneButNotTheOtherWayRound() throws IOException {
    result("20261122T100000Z-peers.json", false);
    assertThat(report()).isEqualTo(ExitCode.DONE);
    result("20261122T090000Z-peers.json", false);
    Files.delete(home.resolve("bench/results/20261122T100000Z-peers.json"));
    assertThat(report()).isEqualTo(ExitCode.DONE);
    assertThat(published()).containsExactly("20261122T100000Z-peers.json");
    result("20261122T110000Z-peers.json", false);
    assertThat(report()).isEqualTo(ExitCode.DONE);
    assertThat(published()).containsExactly("20261122T110000Z-peers.json");
  }

  @Test
  void withQuickResultsAloneThereIsNothingToWrite() throws IOException {
    result("20261122T100000Z-peers.json", true);
    assertThat(report()).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("run carom bench peers");
    assertThat(home.resolve("docs/performance.md")).doesNotExist();
  }

  @Test
  void variantsArePublishedBesideThePeers() throws IOException {
    result("20261122T100000Z-peers.json", false);
    Files.writeString(
        home.resolve("bench/results/20261122T090000Z-variants.json"),
        JsonMapper.shared().writeValueAsString(SampleVariants.record(false)));
    Files.writeString(
        home.resolve("bench/results/20261122T110000Z-variants.json"),
        JsonMapper.shared().writeValueAsString(SampleVariants.record(true)));
    assertThat(report()).isEqualTo(ExitCode.DONE);
    assertThat(published())
        .containsExactlyInAnyOrder("20261122T090000Z-variants.json", "20261122T100000Z-peers.json");
    assertThat(page())
        .contains("## Ratios", "## JVM choices", "published/20261122T090000Z-variants.json");
  }

  @Test
  void itHasNoOptions() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> report("--quick"))
        .withMessage("report: unknown option --quick");
  }
}
