package dev.carom.bench.load;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run has shown; written as JSON, it is what other commands read.
 *
 * @param rate that was asked for, or null in a closed loop
 * @param durationSeconds from the end of the warm-up to the last answer, or to the end of a closed
 *     loop
 * @param sent requests that were handed to a connection
 * @param answered requests with the expected answer
 * @param latencyMicros of right answers, from when each request was meant to be sent; null in a
 *     closed loop, where that is never, and for a run that is refused
 * @param latenessMicros how late the driver itself was; null in a closed loop
 * @param refused why the run shows nothing, or null
 * @param histogram the latencies in nanoseconds, as HdrHistogram writes them, compressed, in base
 *     64
 */
record LoadResult(
    String target,
    String mode,
    @Nullable Double rate,
    @Nullable String arrivals,
    int connections,
    int pipeline,
    double durationSeconds,
    long sent,
    long answered,
    Errors errors,
    double answeredPerSecond,
    @Nullable Latency latencyMicros,
    @Nullable Lateness latenessMicros,
    @Nullable String refused,
    @Nullable String histogram,
    Instant startedAt) {

  /** How many requests failed, by {@link Failure}. */
  record Errors(long timeout, long status, long connection, long shed) {}

  /** Microseconds by percentile. */
  record Latency(
      double p50, double p90, double p99, double p999, double p9999, double max, double mean) {

    static Latency of(Histogram nanos) {
      return new Latency(
          micros(nanos, 50),
          micros(nanos, 90),
          micros(nanos, 99),
          micros(nanos, 99.9),
          micros(nanos, 99.99),
          nanos.getMaxValue() / 1e3,
          nanos.getMean() / 1e3);
    }
  }

  /** Microseconds by percentile. */
  record Lateness(double p50, double p99, double max) {

    static Lateness of(Histogram nanos) {
      return new Lateness(micros(nanos, 50), micros(nanos, 99), nanos.getMaxValue() / 1e3);
    }
  }

  /** Sums up what was measured in so many nanoseconds. */
  static LoadResult of(LoadOptions options, Tally measured, long nanos, Instant startedAt) {
    String refused = Refusal.of(options, measured);
    Histogram latencies = measured.latencies();
    boolean shown = refused == null && latencies.getTotalCount() > 0;
    double seconds = nanos / 1e9;
    return new LoadResult(
        options.target(),
        options.mode(),
        options.isClosed() ? null : options.rate(),
        options.isClosed() ? null : options.arrivalsName(),
        options.connections(),
        options.pipeline(),
        seconds,
        measured.sentCount(),
        measured.answeredCount(),
        new Errors(
            measured.count(Failure.TIMEOUT),
            measured.count(Failure.STATUS),
            measured.count(Failure.CONNECTION),
            measured.count(Failure.SHED)),
        measured.answeredCount() / seconds,
        shown ? Latency.of(latencies) : null,
        options.isClosed() ? null : Lateness.of(measured.lateness()),
        refused,
        shown ? encoded(latencies) : null,
        startedAt);
  }

  private static double micros(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e3;
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
  }

  /** Whether every request was answered as it should be, and the run shows that. */
  boolean isGood() {
    return refused == null && answered > 0 && errors.equals(new Errors(0, 0, 0, 0));
  }
}
