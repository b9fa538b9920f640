package dev.carom.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LoadResultTest {

  private static final LoadOptions OPEN = options("--rate=1000");
  private static final LoadOptions CLOSED = options("--closed");

  private final Tally measured = new Tally();

  private static LoadOptions options(String load) {
    return LoadOptions.parse(List.of("--target=localhost:1", "--codes=c", load));
  }

  private void answer(int requests, long latenessNanos) {
    for (int i = 0; i < requests; i++) {
      measured.due(latenessNanos);
      measured.sent();
      measured.answered(2_000_000L);
    }
  }

  private LoadResult result(LoadOptions options) {
    return LoadResult.of(options, measured, 2_000_000_000, Instant.EPOCH);
  }

  @Test
  void aRunInTimeShowsItsLatencies() {
    answer(990, 10_000);
    answer(10, 50_000_000);
    LoadResult result = result(OPEN);
    assertThat(result.refused()).isNull();
    assertThat(result.isGood()).isTrue();
    assertThat(result.answeredPerSecond()).isEqualTo(500);
    assertThat(Objects.requireNonNull(result.latencyMicros()).p50()).isBetween(1998.0, 2002.0);
    assertThat(Objects.requireNonNull(result.latenessMicros()).max()).isGreaterThan(49_000);
    assertThat(result.histogram()).isNotNull();
  }

  @Test
  void aDriverThatWasLateShowsNone() {
    answer(985, 10_000);
    answer(15, 1_100_000);
    LoadResult result = result(OPEN);
    assertThat(result.refused()).contains("the driver was late", "allowed are 1.000 ms");
    assertThat(result.latencyMicros()).isNull();
    assertThat(result.histogram()).isNull();
    assertThat(result.isGood()).isFalse();
  }

  @Test
  void aDriverThatDidNotSendWhatItWasToSendShowsNone() {
    answer(980, 10_000);
    for (int i = 0; i < 20; i++) {
      measured.due(0);
      measured.failed(Failure.SHED);
    }
    LoadResult result = result(OPEN);
    assertThat(result.refused()).startsWith("20 of 1000 requests were never sent");
    assertThat(result.latencyMicros()).isNull();
    assertThat(result.errors().shed()).isEqualTo(20);
  }

  @Test
  void oneFailureMakesARunBadButStillShowsIt() {
    answer(999, 10_000);
    measured.due(0);
    measured.sent();
    measured.failed(Failure.STATUS);
    LoadResult result = result(OPEN);
    assertThat(result.refused()).isNull();
    assertThat(result.latencyMicros()).isNotNull();
    assertThat(result.isGood()).isFalse();
  }

  @Test
  void nothingSentIsNothingShown() {
    assertThat(result(OPEN).refused()).isEqualTo("no request was due while it was measured");
  }

  @Test
  void aClosedLoopHasNoLatencies() {
    measured.sent();
    measured.answered();
    LoadResult result = result(CLOSED);
    assertThat(result.isGood()).isTrue();
    assertThat(result.latencyMicros()).isNull();
    assertThat(result.latenessMicros()).isNull();
    assertThat(result.histogram()).isNull();
    assertThat(result.rate()).isNull();
    assertThat(LoadReport.of(CLOSED, result)).contains("No latencies");
  }
}
