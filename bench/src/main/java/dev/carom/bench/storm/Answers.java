package dev.carom.bench.storm;

import dev.carom.bench.load.Traced;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What some requests were answered, and after how many microseconds.
 *
 * @param outcomes how many by status, or by what else became of them
 */
record Answers(Map<String, Long> outcomes, double p50, double p99, double max) {

  /** Sums up requests; latencies of none are not numbers. */
  static Answers of(List<Traced> requests) {
    double[] took = requests.stream().mapToDouble(Traced::tookMicros).sorted().toArray();
    return new Answers(
        requests.stream()
            .collect(Collectors.groupingBy(Traced::outcome, TreeMap::new, Collectors.counting())),
        percentile(took, 50),
        percentile(took, 99),
        percentile(took, 100));
  }

  /** The least value that so many percent do not exceed. */
  private static double percentile(double[] sorted, int percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
  }

  /** How many requests there were. */
  long count() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether there are some, all with one of these outcomes. */
  boolean areAll(String... allowed) {
    return !outcomes.isEmpty() && Set.of(allowed).containsAll(outcomes.keySet());
  }
}
