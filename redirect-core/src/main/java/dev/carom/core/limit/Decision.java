package dev.carom.core.limit;

import java.time.Duration;
import java.util.List;

/**
 * Whether a request may pass, and what is left.
 *
 * @param levels the buckets' levels, in the order in which they were asked for
 */
public record Decision(boolean admitted, List<Level> levels) {

  /**
   * How full a bucket is after a decision.
   *
   * @param untilFullMicros how long it takes to be full again
   */
  public record Level(Rate rate, long untilFullMicros) {

    /** How many requests may pass now. */
    public long left() {
      return Math.max(0, rate.capacityMicros() - untilFullMicros) / rate.intervalMicros();
    }

    /** How long it takes to be full again. */
    public Duration untilFull() {
      return Duration.ofNanos(untilFullMicros * 1000);
    }

    private long untilOneMicros() {
      return Math.max(0, untilFullMicros + rate.intervalMicros() - rate.capacityMicros());
    }
  }

  public Decision {
    levels = List.copyOf(levels);
  }

  /** When a request may pass again, if nobody else takes what comes. */
  public Duration retryAfter() {
    return Duration.ofNanos(
        levels.stream().mapToLong(Level::untilOneMicros).max().orElse(0) * 1000);
  }
}
