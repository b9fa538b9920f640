package dev.carom.bench.micro;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Zipf's law with exponent 1: the item of rank {@code k}, from 1, is picked in proportion to {@code
 * 1 / k}. Picks by binary search in the cumulative weights.
 */
final class Zipf {

  private final double[] cumulative;

  /**
   * @param items how many there are to pick from
   */
  Zipf(int items) {
    cumulative = new double[items];
    double sum = 0;
    for (int i = 0; i < items; i++) {
      sum += 1.0 / (i + 1);
      cumulative[i] = sum;
    }
  }

  /** Picks an item, from 0, the most popular one. */
  int pick(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
