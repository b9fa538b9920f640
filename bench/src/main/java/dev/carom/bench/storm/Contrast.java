package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Spread;
import java.util.List;

/**
 * The 99th percentiles of a load without something beside it and with it, in microseconds: medians
 * of turns.
 */
record Contrast(double without, double with) {

  /**
   * More than a driver may be late whose latencies stand by themselves: here it is as late in every
   * turn, with something else on its own processor and without.
   */
  static final int MAX_LATENESS_MILLIS = 10;

  /**
   * Compares turns, but for those in which the driver has measured itself.
   *
   * @param what there is beside the load, in errors
   * @throws MeasurementException if these are half of a kind or more
   */
  static Contrast of(String what, List<LoadResult> without, List<LoadResult> with) {
    return new Contrast(median("without " + what, without), median("with " + what, with));
  }

  private static double median(String kind, List<LoadResult> turns) {
    List<Double> latencies =
        turns.stream().filter(turn -> !isRefused(turn)).map(Contrast::p99Micros).toList();
    if (2 * latencies.size() <= turns.size()) {
      throw new MeasurementException(
          "the driver was late in %d of %d turns %s"
              .formatted(turns.size() - latencies.size(), turns.size(), kind));
    }
    return Spread.of(latencies).median();
  }

  static double p99Micros(LoadResult turn) {
    LoadResult.Latency latency = turn.latencyMicros();
    return latency == null ? Double.NaN : latency.p99();
  }

  /** Whether nothing was answered, or the driver was late itself. */
  static boolean isRefused(LoadResult turn) {
    return turn.refused() != null || turn.latencyMicros() == null;
  }

  double ratio() {
    return with / without;
  }
}
