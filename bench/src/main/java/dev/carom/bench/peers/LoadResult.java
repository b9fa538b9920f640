package dev.carom.bench.peers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the load driver says of a run.
 *
 * @param latencyMicros from when requests were meant to be sent; null where each connection asked
 *     as soon as it was answered, for such latencies mean nothing
 * @param refused why the driver itself holds its run to be no measurement, or null if it does not
 * @param startedAt when its warm-up began
 */
public record LoadResult(
    String mode,
    double durationSeconds,
    long sent,
    long answered,
    Errors errors,
    double answeredPerSecond,
    @Nullable Latency latencyMicros,
    @Nullable Lateness latenessMicros,
    @Nullable String refused,
    Instant startedAt) {

  /** Requests without the answer that was due. */
  public record Errors(long timeout, long status, long connection, long shed) {

    public long sum() {
      return timeout + status + connection + shed;
    }
  }

  /** How long requests took, in microseconds. */
  public record Latency(
      double p50, double p90, double p99, double p999, double p9999, double max, double mean) {}

  /** How late the driver itself was, in microseconds. */
  public record Lateness(double p50, double p99, double max) {}

  /** Returns the latencies of a run that has some. */
  public Latency requireLatency() {
    if (latencyMicros == null) {
      throw new MeasurementException("the driver has measured no latencies");
    }
    return latencyMicros;
  }

  /** Says what a server did wrong, or returns null. */
  @Nullable String objection() {
    if (errors.sum() > 0) {
      return "%d requests went wrong: %s".formatted(errors.sum(), errors);
    } else if (answered == 0) {
      return "nothing was answered";
    }
    return null;
  }
}
