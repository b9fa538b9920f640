package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The memory of a process that is in RAM, as Linux counts it. */
public final class ResidentMemory {

  private static final String FIELD = "VmRSS:";

  private ResidentMemory() {}

  public static long bytes(long pid) throws IOException {
    return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
  }

  /** Understands {@code /proc/PID/status}; see proc(5). */
  static long parse(List<String> status) {
    String value =
        status.stream()
            .filter(line -> line.startsWith(FIELD))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no " + FIELD));
    return 1024 * Long.parseLong(value.substring(FIELD.length()).replace("kB", "").strip());
  }
}
