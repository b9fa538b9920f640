package dev.carom.core.limit;

import java.time.Duration;

/**
 * How many requests a bucket lets pass. It fills at a constant rate, and holds what has come in
 * some seconds. Immutable.
 *
 * @param name what clients are told it is
 * @param perSecond 1 to 10,000
 * @param seconds for how many seconds what is not taken is kept
 */
public record Rate(String name, int perSecond, int seconds) {

  private static final long MICROS_PER_SECOND = Duration.ofSeconds(1).toNanos() / 1000;

  /** How many requests may come at once. */
  public long quota() {
    return (long) perSecond * seconds;
  }

  /** How long it takes for one request's token to come, in µs: rounded down, 1 % at most. */
  public long intervalMicros() {
    return MICROS_PER_SECOND / perSecond;
  }

  /** How long it takes for an empty bucket to be full, in µs. */
  public long capacityMicros() {
    return quota() * intervalMicros();
  }
}
