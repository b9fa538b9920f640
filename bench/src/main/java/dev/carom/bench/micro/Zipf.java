package dev.carom.bench.micro;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Zipf's law: the item of rank {@code k}, from 1, is picked in proportion to {@code 1 /
 * k^exponent}. Picks by binary search in the cumulative weights. Immutable.
 */
public final class Zipf {

  private final double[] cumulative;

  /**
   * @param items how many there are to pick from
   * @param exponent 0 for picks that are all equally likely
   */
  public Zipf(int items, double exponent) {
    cumulative = new double[items];
    double sum = 0;
    for (int i = 0; i < items; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulative[i] = sum;
    }
  }

  /** Picks an item, from 0, the most popular one. */
  public int pick(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
