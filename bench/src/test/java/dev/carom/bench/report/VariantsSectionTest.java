package dev.carom.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.bench.peers.SampleVariants;
import org.junit.jupiter.api.Test;

class VariantsSectionTest {

  @Test
  void everyVariantStandsWithItsCostItsMemoryAndItsCollector() {
    assertThat(VariantsSection.markdown("b.json", SampleVariants.record(false)).lines())
        .contains(
            "## JVM choices",
            "| default |  | Serial | 1.00 | 1.00 to 1.00 | 1.00 (1.00 to 1.00) | 4.00 µs | 200 MiB |",
            "| zgc | `-XX:+UseZGC` | Z | 2.50 | 2.25 to 2.75 | 4.00 (3.50 to 4.50) | 10.00 µs | 300 MiB |",
            "with the options of `default` on all processors of this machine it would choose G1.",
            "- reproduce: `./carom bench variants`",
            "- left out: io_uring: does not load; left out");
  }
}
