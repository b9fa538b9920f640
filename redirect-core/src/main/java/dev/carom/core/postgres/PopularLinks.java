package dev.carom.core.postgres;

import java.util.HashMap;
import java.util.Map;

/**
 * Which links have more than a thousandth of the clicks lately: those that are worth a rollup of
 * their own. There are a thousand at most, and of any other link few clicks have to be read.
 *
 * <p>Counts among the last {@value #WINDOW} clicks or half as many, by halving all counts now and
 * then. Not thread-safe.
 */
final class PopularLinks {

  private static final int WINDOW = 100_000;
  private static final int POPULAR = WINDOW / 1000;

  private final Map<Long, Integer> counts = new HashMap<>();
  private int clicks;

  /** Counts a click. */
  void count(long linkId) {
    if (++clicks > WINDOW) {
      counts.replaceAll((_, count) -> count / 2);
      counts.values().removeIf(count -> count == 0);
      clicks /= 2;
    }
    counts.merge(linkId, 1, Integer::sum);
  }

  boolean contains(long linkId) {
    return counts.getOrDefault(linkId, 0) > POPULAR;
  }
}
