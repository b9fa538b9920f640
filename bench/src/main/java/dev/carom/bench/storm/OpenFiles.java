package dev.carom.bench.storm;

import dev.carom.bench.peers.MeasurementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many files, connections among them, this process and those that it starts may open. */
final class OpenFiles {

  private static final String FIELD = "Max open files";

  /** For all but the connections. */
  private static final int RESERVE = 1000;

  private OpenFiles() {}

  /**
   * Makes sure that a process can have so many connections.
   *
   * @throws MeasurementException if it cannot
   */
  static void require(int connections) throws IOException {
    long limit = limit(Files.readAllLines(Path.of("/proc/self/limits")));
    if (limit < connections + RESERVE) {
      throw new MeasurementException(
          "%d connections need a limit of %d open files, and it is %d: see ulimit -n, or --slow"
              .formatted(connections, connections + RESERVE, limit));
    }
  }

  /** Understands {@code /proc/PID/limits}; see proc(5). */
  static long limit(List<String> limits) {
    String soft =
        limits.stream()
            .filter(line -> line.startsWith(FIELD))
            .map(line -> line.substring(FIELD.length()).strip().split("\\s+", 2)[0])
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no " + FIELD));
    return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
  }
}
