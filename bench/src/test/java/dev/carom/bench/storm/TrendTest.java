package dev.carom.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrendTest {

  private static final long MIB = 1 << 20;

  @Test
  void lineThroughItsOwnPointsIsFound() {
    Trend trend = Trend.of(new double[] {10, 20, 30, 50}, new double[] {3, 5, 7, 11});
    assertThat(trend.mean()).isEqualTo(6.5);
    assertThat(trend.growth()).isCloseTo(8, within(1e-9));
    assertThat(trend.share()).isCloseTo(8 / 6.5, within(1e-9));
  }

  @Test
  void lineLiesBetweenPointsThatScatter() {
    Trend trend = Trend.of(new double[] {0, 1, 2, 3}, new double[] {1, 3, 2, 4});
    assertThat(trend.growth()).isCloseTo(2.4, within(1e-9));
  }

  @Test
  void oneSampleShowsNoTrend() {
    assertThatThrownBy(() -> Trend.of(new double[] {1}, new double[] {1}))
        .hasMessage("not enough samples: 1 times, 1 values");
  }

  @Test
  void whatGrowsInTheFirstThirdAloneIsSteady() {
    assertThat(growth(i -> vitals(i, Math.min(i, 10) * 10L * MIB, 50 * MIB, 80)).isSteady())
        .isTrue();
  }

  @Test
  void residentMemoryMustNotGrow() {
    assertThat(growth(i -> vitals(i, (200 + i) * MIB, 50 * MIB, 80)).isSteady()).isFalse();
    assertThat(growth(i -> vitals(i, 200 * MIB + i * MIB / 4, 50 * MIB, 80)).isSteady()).isTrue();
  }

  @Test
  void heapMustNotGrow() {
    assertThat(growth(i -> vitals(i, 200 * MIB, (50 + i) * MIB, 80)).isSteady()).isFalse();
  }

  @Test
  void smallHeapMayGrowByLittle() {
    assertThat(growth(i -> vitals(i, 200 * MIB, 5 * MIB + i * MIB / 12, 80)).isSteady()).isTrue();
    assertThat(growth(i -> vitals(i, 200 * MIB, 5 * MIB + i * MIB / 8, 80)).isSteady()).isFalse();
  }

  @Test
  void descriptorsMustNotGrow() {
    assertThat(growth(i -> vitals(i, 200 * MIB, 50 * MIB, 80 + i)).isSteady()).isFalse();
    assertThat(growth(i -> vitals(i, 200 * MIB, 50 * MIB, 80 + i % 3)).isSteady()).isTrue();
  }

  private static Growth growth(IntFunction<Vitals> samples) {
    List<Vitals> all = IntStream.range(0, 30).mapToObj(samples).toList();
    return Growth.of(all);
  }

  private static Vitals vitals(int turn, long resident, long heap, long descriptors) {
    return new Vitals(10.0 * turn, resident, heap, descriptors, 20);
  }
}
