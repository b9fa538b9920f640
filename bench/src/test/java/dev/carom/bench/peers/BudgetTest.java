package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BudgetTest {

  private static final Budget PLAIN =
      Objects.requireNonNull(Budget.of("plain", Measure.CPU, "nginx"));

  @Test
  void theMedianDecidesAndTheQuartilesDoubt() {
    assertThat(PLAIN.verdict(Spread.of(List.of(0.8, 0.9, 1.0)))).isEqualTo("yes");
    assertThat(PLAIN.verdict(Spread.of(List.of(1.1, 1.2, 1.3)))).isEqualTo("no");
    assertThat(PLAIN.verdict(Spread.of(List.of(0.8, 0.9, 1.3))))
        .isEqualTo("yes, but the quartiles lie on both sides");
    assertThat(PLAIN.verdict(Spread.of(List.of(0.8, 1.1, 1.3))))
        .isEqualTo("no, but the quartiles lie on both sides");
  }

  @Test
  void eachWorkloadHasItsOwnBudget() {
    assertThat(PLAIN.most()).isEqualTo(1.0);
    assertThat(most("plain", Measure.CPU, "c-loop")).isEqualTo(1.25);
    assertThat(most("tls", Measure.CPU, "nginx")).isEqualTo(1.1);
    assertThat(most("pipelined", Measure.CPU, "nginx")).isEqualTo(0.5);
    assertThat(most("tls", Measure.P99, "nginx")).isEqualTo(1.5);
    assertThat(most("plain", Measure.P999, "nginx")).isEqualTo(1.5);
    assertThat(Budget.of("pipelined", Measure.CPU, "c-loop")).isNull();
    assertThat(Budget.of("plain", Measure.CPU, "haproxy")).isNull();
  }

  private static double most(String workload, Measure measure, String peer) {
    return Objects.requireNonNull(Budget.of(workload, measure, peer)).most();
  }
}
