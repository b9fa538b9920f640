package dev.carom.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

  private static final int REQUESTS = 200_000;

  private static double[] gaps(Schedule schedule) {
    double[] gaps = new double[REQUESTS];
    long last = 0;
    for (int i = 0; i < REQUESTS; i++) {
      long next = schedule.next();
      gaps[i] = next - last;
      last = next;
    }
    return gaps;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 20261122})
  void poissonGapsHaveTheirMeanForStandardDeviation(long seed) {
    double[] gaps = gaps(Arrivals.POISSON.schedule(5000, 0, seed));
    double mean = mean(gaps);
    double squares = 0;
    int beyondMean = 0;
    for (double gap : gaps) {
      assertThat(gap).as("seed %d", seed).isNotNegative();
      squares += (gap - mean) * (gap - mean);
      beyondMean += gap > 200_000 ? 1 : 0;
    }
    assertThat(mean).as("seed %d", seed).isCloseTo(200_000, within(2_000.0));
    assertThat(Math.sqrt(squares / REQUESTS)).as("seed %d", seed).isCloseTo(mean, within(4_000.0));
    assertThat((double) beyondMean / REQUESTS)
        .as("seed %d", seed)
        .isCloseTo(Math.exp(-1), within(0.01));
  }

  @Test
  void theSameSeedGivesTheSameArrivals() {
    assertThat(gaps(Arrivals.POISSON.schedule(5000, 0, 7)))
        .isEqualTo(gaps(Arrivals.POISSON.schedule(5000, 0, 7)))
        .isNotEqualTo(gaps(Arrivals.POISSON.schedule(5000, 0, 8)));
  }

  @Test
  void constantArrivalsDoNotDriftHoweverOddTheirGap() {
    Schedule schedule = Arrivals.CONSTANT.schedule(3, 0, 0);
    for (long second = 0; second < 1_000_000; second++) {
      assertThat(schedule.next()).isEqualTo(second * 1_000_000_000);
      assertThat(schedule.next()).isEqualTo(second * 1_000_000_000 + 333_333_333);
      assertThat(schedule.next()).isEqualTo(second * 1_000_000_000 + 666_666_666);
    }
  }

  @Test
  void constantArrivalsOfSeveralThreadsLieBetweenEachOther() {
    Schedule first = Arrivals.CONSTANT.schedule(500, 0, 0);
    Schedule second = Arrivals.CONSTANT.schedule(500, 0.5, 0);
    assertThat(new long[] {first.next(), second.next(), first.next(), second.next()})
        .containsExactly(0, 1_000_000, 2_000_000, 3_000_000);
  }
}
