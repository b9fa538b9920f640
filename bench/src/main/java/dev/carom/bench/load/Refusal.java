package dev.carom.bench.load;

import org.jspecify.annotations.Nullable;

/**
 * Why a run shows nothing: an open loop that did not send what it was to send when it was to send
 * it has measured another load than the one that it names.
 */
final class Refusal {

  private static final double MAX_NOT_SENT = 0.01;

  private Refusal() {}

  /** Returns the reason, or null if there is none. */
  static @Nullable String of(LoadOptions options, Tally measured) {
    if (options.isClosed()) {
      return null;
    }
    long due = measured.dueCount();
    if (due == 0) {
      return "no request was due while it was measured";
    }
    double lateMillis = measured.lateness().getValueAtPercentile(99) / 1e6;
    double allowedMillis = options.maxLateness().toNanos() / 1e6;
    if (lateMillis > allowedMillis) {
      return "the driver was late: 99th percentile %.3f ms, allowed are %.3f ms"
          .formatted(lateMillis, allowedMillis);
    }
    long notSent = due - measured.sentCount();
    if (notSent > due * MAX_NOT_SENT) {
      return "%d of %d requests were never sent, for no connection was free"
          .formatted(notSent, due);
    }
    return null;
  }
}
