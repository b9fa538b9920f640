package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.carom.bench.peers.CpuTrace.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuTraceTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private static Sample sample(long millis, long cpuMillis) {
    return new Sample(START.plusMillis(millis), cpuMillis * 1_000_000);
  }

  /** Idle for a second, at 60 % for one, at 90 % for two, and idle again. */
  private static final CpuTrace TRACE =
      new CpuTrace(
          List.of(
              sample(0, 70),
              sample(1000, 70),
              sample(2000, 670),
              sample(3000, 1570),
              sample(4000, 2470),
              sample(4500, 2470)));

  private static double busy(long fromMillis, long windowMillis) {
    return TRACE.busyProcessors(START.plusMillis(fromMillis), Duration.ofMillis(windowMillis));
  }

  @ParameterizedTest
  @CsvSource({
    "2000, 2000, 0.9",
    "1000, 1000, 0.6",
    "0, 1000, 0",
    "1000, 3000, 0.8",
    "1500, 1000, 0.75",
    "3500, 1000, 0.45",
    "4000, 500, 0"
  })
  void onlyTheWindowCounts(long from, long window, double busy) {
    assertThat(busy(from, window)).isCloseTo(busy, within(1e-9));
  }

  @Test
  void whatWasNotSampledIsNoMeasurement() {
    assertThatExceptionOfType(MeasurementException.class).isThrownBy(() -> busy(-1, 1000));
    assertThatExceptionOfType(MeasurementException.class).isThrownBy(() -> busy(4000, 501));
    assertThatExceptionOfType(MeasurementException.class)
        .isThrownBy(() -> new CpuTrace(List.of()).busyProcessors(START, Duration.ofMillis(1)));
  }
}
