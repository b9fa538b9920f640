package dev.carom.bench.storm;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** How what a server takes up went over the last two thirds of a soak. */
record Growth(Trend resident, Trend heap, Trend descriptors, Trend threads) {

  /** The share of its mean by which memory may grow. */
  static final double MOST = 0.05;

  /** A heap that grows by no more than this is steady, however small it is. */
  static final double SMALL_HEAP_BYTES = 2 << 20;

  /** Connections that happen to be open make the line through their number tilt a little. */
  static final double FEW_DESCRIPTORS = 5;

  static Growth of(List<Vitals> samples) {
    List<Vitals> last = samples.subList(samples.size() / 3, samples.size());
    return new Growth(
        trend(last, Vitals::residentBytes),
        trend(last, Vitals::heapBytes),
        trend(last, Vitals::descriptors),
        trend(last, Vitals::threads));
  }

  private static Trend trend(List<Vitals> samples, ToDoubleFunction<Vitals> value) {
    return Trend.of(
        samples.stream().mapToDouble(Vitals::seconds).toArray(),
        samples.stream().mapToDouble(value).toArray());
  }

  boolean isSteady() {
    return resident.share() < MOST
        && (heap.share() < MOST || heap.growth() < SMALL_HEAP_BYTES)
        && descriptors.growth() < FEW_DESCRIPTORS;
  }
}
