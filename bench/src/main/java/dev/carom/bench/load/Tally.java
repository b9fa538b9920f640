package dev.carom.bench.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What became of requests. Not thread-safe. */
final class Tally {

  private static final long LONGEST_NANOS = Duration.ofMinutes(30).toNanos();
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);
  private final Histogram latencies = histogram();
  private final Histogram lateness = histogram();
  private long due;
  private long sent;
  private long answered;

  private static Histogram histogram() {
    return new Histogram(1, LONGEST_NANOS, SIGNIFICANT_DIGITS);
  }

  /** A request was looked at when it had been due for so long. */
  void due(long latenessNanos) {
    due++;
    lateness.recordValue(Math.min(latenessNanos, LONGEST_NANOS));
  }

  void sent() {
    sent++;
  }

  void answered() {
    answered++;
  }

  /** A request was answered, so long after it was meant to be sent. */
  void answered(long latencyNanos) {
    answered++;
    latencies.recordValue(Math.min(latencyNanos, LONGEST_NANOS));
  }

  void failed(Failure failure) {
    failures.merge(failure, 1L, Long::sum);
  }

  void add(Tally other) {
    due += other.due;
    sent += other.sent;
    answered += other.answered;
    other.failures.forEach((failure, count) -> failures.merge(failure, count, Long::sum));
    latencies.add(other.latencies);
    lateness.add(other.lateness);
  }

  /** How many requests were due; none in a closed loop. */
  long dueCount() {
    return due;
  }

  /** How many were handed to a connection. */
  long sentCount() {
    return sent;
  }

  /** How many were answered as they should be. */
  long answeredCount() {
    return answered;
  }

  long count(Failure failure) {
    return failures.getOrDefault(failure, 0L);
  }

  long failureCount() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** In nanoseconds, from when a request was meant to be sent; empty in a closed loop. */
  Histogram latencies() {
    return latencies;
  }

  /** In nanoseconds; empty in a closed loop. */
  Histogram lateness() {
    return lateness;
  }
}
