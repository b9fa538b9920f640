package dev.carom.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an embedded PostgreSQL is to run.
 *
 * @param port the TCP port, or 0 for any free one, best that of the last start
 * @param durable whether what is committed survives a power cut; {@code false} is for tests alone
 * @param stopAtJvmExit whether an exit of the JVM (not a SIGKILL) stops the server
 * @param settings further server settings, such as {@code work_mem}; they win over the defaults
 * @param software where the binaries are unpacked; if empty, {@code software} in the server's
 *     folder. Several servers may share one
 * @param readyTimeout how long a start may take, recovery after a crash included
 */
public record PostgresOptions(
    int port,
    boolean durable,
    boolean stopAtJvmExit,
    Map<String, String> settings,
    Optional<Path> software,
    Duration readyTimeout) {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);

  /** What makes the server this module's: where it listens, and how durable it is. */
  private static final Set<String> RESERVED =
      Set.of(
          "port",
          "listen_addresses",
          "unix_socket_directories",
          "fsync",
          "data_directory",
          "logging_collector");

  public PostgresOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535: port=" + port);
    }
    if (readyTimeout.isNegative() || readyTimeout.isZero()) {
      throw new IllegalArgumentException("must be > 0: readyTimeout=" + readyTimeout);
    }
    settings = Map.copyOf(settings);
    for (String name : settings.keySet()) {
      if (!name.matches("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?")) {
        throw new IllegalArgumentException("not the name of a setting: " + name);
      }
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException("this setting is not free to choose: " + name);
      }
    }
  }

  /** A durable server on any free port, that its owner stops. */
  public static PostgresOptions defaults() {
    return new PostgresOptions(0, true, false, Map.of(), Optional.empty(), READY_TIMEOUT);
  }

  /** A server without fsync that ends with the JVM, its binaries in a folder to share. */
  public static PostgresOptions forTests(Path software) {
    return new PostgresOptions(0, false, true, Map.of(), Optional.of(software), READY_TIMEOUT);
  }

  public PostgresOptions withPort(int newPort) {
    return new PostgresOptions(newPort, durable, stopAtJvmExit, settings, software, readyTimeout);
  }

  public PostgresOptions withDurable(boolean newDurable) {
    return new PostgresOptions(port, newDurable, stopAtJvmExit, settings, software, readyTimeout);
  }

  public PostgresOptions withSettings(Map<String, String> newSettings) {
    return new PostgresOptions(port, durable, stopAtJvmExit, newSettings, software, readyTimeout);
  }

  public PostgresOptions withSoftware(Path newSoftware) {
    return new PostgresOptions(
        port, durable, stopAtJvmExit, settings, Optional.of(newSoftware), readyTimeout);
  }
}
