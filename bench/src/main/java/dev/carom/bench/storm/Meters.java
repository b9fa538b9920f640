package dev.carom.bench.storm;

import dev.carom.bench.peers.MeasurementException;
import java.util.List;

/** Reads what a server says of itself in Prometheus' text format. */
final class Meters {

  private Meters() {}

  /** Returns a meter's value, summed over its labels. */
  static double sum(String metrics, String name) {
    List<String> lines =
        metrics
            .lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .toList();
    if (lines.isEmpty()) {
      throw new MeasurementException("there is no meter " + name);
    }
    return lines.stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
