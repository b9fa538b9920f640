package dev.carom.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.bench.Commit;
import dev.carom.bench.peers.SampleRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PerformancePageTest {

  private static final String PAGE =
      PerformancePage.markdown("a.json", SampleRuns.record(false, new Commit("abc", true)));

  /** Nobody edits the page by hand, and nobody forgets to write it anew. */
  @Test
  void committedPageIsWhatThePublishedResultsSay() throws IOException {
    Path home = Path.of(System.getProperty("basedir", ".")).resolve("..");
    String page = ReportCommand.page(home);
    Path file = home.resolve(ReportCommand.PAGE);
    if (page == null) {
      assertThat(file).as("without published results there is nothing to say").doesNotExist();
    } else {
      assertThat(Files.readString(file)).as("write it anew: ./carom bench report").isEqualTo(page);
    }
  }

  @Test
  void ratiosStandWithTheirSpreadAndBudget() {
    assertThat(PAGE.lines())
        .contains(
            "| plain | CPU | carom / nginx | 0.63 | 0.56 to 0.69 | 0.50, 0.75 | ≤ 1.0 | yes |",
            "| plain | CPU | nginx-2 / nginx | 1.06 | 1.03 to 1.09 | 1.00, 1.13 |  | noise alone |",
            "| plain | p99 | carom / nginx | 1.50 | 1.35 to 1.65 | 1.20, 1.80 | ≤ 1.5"
                + " | yes, but the quartiles lie on both sides |",
            "- `plain`: latencies at 550 requests/s, arriving by chance (Poisson); 2 of 9 rounds"
                + " count for Carom and nginx, in the others the driver was late itself");
  }

  @Test
  void absolutesAreMedians() {
    assertThat(PAGE.lines()).contains("| plain | carom | 5.00 µs | 60 % | 1100 |");
  }

  @Test
  void theRunCanBeRepeated() {
    assertThat(PAGE.lines())
        .contains(
            "<!-- Generated from a.json, by: ./carom bench report -->",
            "- reproduce: `./carom bench peers --latency`",
            "- commit: abc, with changes",
            "- rounds: 9 of 3 s a server, after 10 s of warm-up",
            "- machine: A processor, 2 processors, Linux 6.18",
            "- pinning: servers on processor 0, driver on processor 1",
            "- stolen by others: 1.3 % of the processors' time",
            "- JDK: A VM 25.0.3",
            "- JVM options: `-Xmx1g`",
            "- nginx: nginx version: nginx/1.22.1",
            "- left out: tls, carom: this version of Carom has no TLS; left out");
  }
}
