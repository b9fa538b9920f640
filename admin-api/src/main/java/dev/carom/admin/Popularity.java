package dev.carom.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How often links are followed lately: two averages that forget exponentially, one in a minute, by
 * which a link that becomes popular is soon seen, and one in ten, which logs that come late and by
 * the batch do not shake. Both begin as if what was seen so far had always been so. Not
 * thread-safe.
 */
final class Popularity {

  private static final double FAST_SECONDS = 60;
  private static final double SLOW_SECONDS = 600;

  /** Links that are followed more seldom are forgotten, from so many on. */
  private static final int MOST_LINKS = 100_000;

  /** Clicks, each weighed by how long ago it was. */
  private static final class Sums {
    private double fast;
    private double slow;

    private void decay(double fastFactor, double slowFactor) {
      fast *= fastFactor;
      slow *= slowFactor;
    }
  }

  /**
   * Clicks a minute.
   *
   * @param fast of the last minute or so
   * @param slow of the last ten
   */
  record Rate(double fast, double slow) {

    static final Rate NONE = new Rate(0, 0);

    /** Whether both are less than something. */
    boolean isBelow(double clicksPerMinute) {
      return fast < clicksPerMinute && slow < clicksPerMinute;
    }
  }

  private final Map<Long, Sums> links = new HashMap<>();
  private double seconds;

  /** Adds the clicks of some time that has passed. */
  void add(Map<Long, Long> clicks, Duration elapsed) {
    double elapsedSeconds = elapsed.toNanos() / 1e9;
    seconds += elapsedSeconds;
    double fastFactor = Math.exp(-elapsedSeconds / FAST_SECONDS);
    double slowFactor = Math.exp(-elapsedSeconds / SLOW_SECONDS);
    links.values().forEach(sums -> sums.decay(fastFactor, slowFactor));
    clicks.forEach((link, count) -> {
      Sums sums = links.computeIfAbsent(link, _ -> new Sums());
      sums.fast += count;
      sums.slow += count;
    });
    links.values().removeIf(sums -> sums.slow < 0.1);
    for (double least = 0.2; links.size() > MOST_LINKS; least *= 2) {
      double bound = least;
      links.values().removeIf(sums -> sums.slow < bound);
    }
  }

  /**
   * Whether so much was seen that the slow average tells what was seen, and not what was assumed.
   */
  boolean isSettled() {
    return seconds >= SLOW_SECONDS;
  }

  Rate rate(long link) {
    Sums sums = links.get(link);
    return sums == null || seconds == 0
        ? Rate.NONE
        : new Rate(perMinute(sums.fast, FAST_SECONDS), perMinute(sums.slow, SLOW_SECONDS));
  }

  private double perMinute(double sum, double memorySeconds) {
    return 60 * sum / (memorySeconds * (1 - Math.exp(-seconds / memorySeconds)));
  }

  /** All links that have a rate. */
  Iterable<Long> links() {
    return links.keySet();
  }
}
