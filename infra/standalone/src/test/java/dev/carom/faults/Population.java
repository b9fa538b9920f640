package dev.carom.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The codes that followers ask for: a few of which are hot, those that are changed, and many that
 * are not any more. Thread-safe.
 */
final class Population {

  private static final int MOST_COLD = 200;
  private static final int HOT_PER_CENT = 80;

  private final List<String> hot = new ArrayList<>();
  private final Deque<String> cold = new ArrayDeque<>();

  synchronized void add(String code) {
    hot.add(code);
  }

  /** A code is not changed any more, but still asked for. */
  synchronized void retire(String code) {
    if (hot.remove(code)) {
      cold.addLast(code);
      if (cold.size() > MOST_COLD) {
        cold.removeFirst();
      }
    }
  }

  /** Returns a code to ask for, which perhaps nobody has minted. */
  synchronized String pick(SplittableRandom random) {
    List<String> from =
        cold.isEmpty() || (!hot.isEmpty() && random.nextInt(100) < HOT_PER_CENT)
            ? hot
            : List.copyOf(cold);
    return from.isEmpty() ? "nobody" : from.get(random.nextInt(from.size()));
  }
}
