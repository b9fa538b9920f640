package dev.carom.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of a request: a line of what {@code --trace} writes.
 *
 * @param dueMicros when it was meant to be sent, in microseconds since 1970
 * @param tookMicros from then until it was answered or given up
 * @param outcome the answer's status, or a {@link Failure}
 */
public record Traced(long dueMicros, long tookMicros, String outcome) {

  /** Reads a file of such lines. */
  public static List<Traced> read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(Traced::parse).toList();
    }
  }

  private static Traced parse(String line) {
    String[] parts = line.split(" ", -1);
    return new Traced(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** Returns its line. */
  String line() {
    return "%d %d %s".formatted(dueMicros, tookMicros, outcome);
  }
}
