package dev.carom.bench.storm;

import java.util.stream.DoubleStream;

/**
 * How something went over a time: the straight line through its samples by least squares.
 *
 * @param mean of the samples
 * @param growth by how much the line rises from the first sample to the last
 */
record Trend(double mean, double growth) {

  /**
   * @param times of the samples, in order; at least two
   */
  static Trend of(double[] times, double[] values) {
    if (times.length < 2 || times.length != values.length) {
      throw new IllegalArgumentException(
          "not enough samples: %d times, %d values".formatted(times.length, values.length));
    }
    double time = DoubleStream.of(times).average().orElseThrow();
    double mean = DoubleStream.of(values).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < times.length; i++) {
      products += (times[i] - time) * (values[i] - mean);
      squares += (times[i] - time) * (times[i] - time);
    }
    return new Trend(mean, products / squares * (times[times.length - 1] - times[0]));
  }

  /** The growth as a share of the mean. */
  double share() {
    return growth / mean;
  }
}
