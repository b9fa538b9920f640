package dev.carom.bench.storm;

import dev.carom.bench.peers.MeasurementException;
import java.util.List;
import java.util.stream.Stream;

/** Reads what a server says of itself in Prometheus' text format. */
public final class Meters {

  private Meters() {}

  /**
   * Returns a meter's value, summed over its labels.
   *
   * @param labels all of which a line must have to be counted, as in {@code status="302"}
   */
  public static double sum(String metrics, String name, String... labels) {
    List<String> lines =
        metrics
            .lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .filter(line -> Stream.of(labels).allMatch(line::contains))
            .toList();
    if (lines.isEmpty()) {
      throw new MeasurementException(
          "there is no meter "
              + String.join(" ", Stream.concat(Stream.of(name), Stream.of(labels)).toList()));
    }
    return lines.stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
