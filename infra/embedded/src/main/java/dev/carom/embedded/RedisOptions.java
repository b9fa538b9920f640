package dev.carom.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an embedded Redis is to run.
 *
 * @param port the TCP port, or 0 for any free one, best that of the last start
 * @param maxMemoryMegabytes above which the least recently used keys are evicted
 * @param stopAtJvmExit whether an exit of the JVM (not a SIGKILL) stops the server
 * @param software where the program is unpacked; if empty, {@code software} in the server's folder.
 *     Several servers may share one
 */
public record RedisOptions(
    int port, int maxMemoryMegabytes, boolean stopAtJvmExit, Optional<Path> software) {
  private static final int MAX_MEMORY_MEGABYTES = 256;

  public RedisOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535: port=" + port);
    }
    if (maxMemoryMegabytes < 1) {
      throw new IllegalArgumentException("must be > 0: maxMemoryMegabytes=" + maxMemoryMegabytes);
    }
  }

  /** A server on any free port, that its owner stops. */
  public static RedisOptions defaults() {
    return new RedisOptions(0, MAX_MEMORY_MEGABYTES, false, Optional.empty());
  }

  /** A server that ends with the JVM, its program in a folder to share. */
  public static RedisOptions forTests(Path software) {
    return new RedisOptions(0, MAX_MEMORY_MEGABYTES, true, Optional.of(software));
  }

  public RedisOptions withPort(int newPort) {
    return new RedisOptions(newPort, maxMemoryMegabytes, stopAtJvmExit, software);
  }

  public RedisOptions withMaxMemoryMegabytes(int newMaxMemoryMegabytes) {
    return new RedisOptions(port, newMaxMemoryMegabytes, stopAtJvmExit, software);
  }

  public RedisOptions withSoftware(Path newSoftware) {
    return new RedisOptions(port, maxMemoryMegabytes, stopAtJvmExit, Optional.of(newSoftware));
  }
}
