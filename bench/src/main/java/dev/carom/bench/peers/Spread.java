package dev.carom.bench.peers;

import java.util.Collection;

/**
 * The distribution of some values. Quartiles are interpolated between neighbours, as in R's default
 * (type 7 of Hyndman and Fan, 1996).
 */
public record Spread(int count, double min, double lower, double median, double upper, double max) {

  /** Describes values, of which there must be one. */
  public static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(
        sorted.length,
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        sorted[sorted.length - 1]);
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
