package dev.carom.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a run took place.
 *
 * @param cpu the processor's name, or null if the system does not tell
 * @param processors how many this process may use
 * @param memoryBytes how much memory it may use
 * @param loadAverage how many threads wanted a processor in the last minute; negative if the system
 *     does not tell
 */
public record Machine(
    String system,
    String systemVersion,
    String architecture,
    @Nullable String cpu,
    int processors,
    long memoryBytes,
    double loadAverage) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Describes this machine as it is now. */
  public static Machine here() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        system.getName(),
        system.getVersion(),
        system.getArch(),
        cpuName(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        system.getSystemLoadAverage());
  }

  private static @Nullable String cpuName() {
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException _) {
      return null;
    }
  }
}
