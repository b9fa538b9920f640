package dev.carom.bench.peers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How the CPU time of a server rose while it was driven, in samples some milliseconds apart: the
 * driver is a process of its own, and says only afterwards what of its run counts.
 *
 * @param samples in the order of time; from before the load until after it
 */
record CpuTrace(List<Sample> samples) {

  /**
   * One look at the clocks.
   *
   * @param at when
   * @param cpuNanos how much CPU time the server had used by then
   */
  record Sample(Instant at, long cpuNanos) {}

  CpuTrace {
    samples = List.copyOf(samples);
  }

  /**
   * Returns how many processors the server used on average from a moment on.
   *
   * @throws MeasurementException if that is not within what was sampled
   */
  double busyProcessors(Instant from, Duration window) {
    return (cpuAt(from.plus(window)) - cpuAt(from)) / window.toNanos();
  }

  /** Returns how much CPU time the server used from a moment on until the last sample. */
  double nanosSince(Instant from) {
    return samples.getLast().cpuNanos - cpuAt(from);
  }

  /** The time used by a moment, between two samples in proportion. */
  private double cpuAt(Instant moment) {
    int next = 1;
    while (next < samples.size() && samples.get(next).at.isBefore(moment)) {
      next++;
    }
    if (next >= samples.size() || samples.getFirst().at.isAfter(moment)) {
      throw new MeasurementException("a server's CPU time was not sampled at " + moment);
    }
    Sample before = samples.get(next - 1);
    Sample after = samples.get(next);
    double share = nanos(before.at, moment) / nanos(before.at, after.at);
    return before.cpuNanos + share * (after.cpuNanos - before.cpuNanos);
  }

  private static double nanos(Instant from, Instant to) {
    return Duration.between(from, to).toNanos();
  }
}
