package dev.carom.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A server of a distribution, in a process of its own. */
final class RunningServer implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("on port (\\d+), ops on port (\\d+)");

  private final Process process;
  private final Path output;
  private final int port;
  private final int opsPort;

  private RunningServer(Process process, Path output) {
    this.process = process;
    this.output = output;
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> STARTED.matcher(output()).find() || !process.isAlive());
      Matcher ports = STARTED.matcher(output());
      if (!ports.find()) {
        throw new AssertionError(output());
      }
      this.port = Integer.parseInt(ports.group(1));
      this.opsPort = Integer.parseInt(ports.group(2));
    } catch (Throwable e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Starts one, and returns when it says that it is started.
   *
   * @param output where that is said; a file that there is not yet
   */
  static RunningServer start(Map<String, String> variables, List<String> command, Path output)
      throws IOException {
    return new RunningServer(Distribution.start(variables, command, output), output);
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  String opsPort() {
    return String.valueOf(opsPort);
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the kernel says of it: who it is, and what it may do. */
  String status() throws IOException {
    return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"));
  }

  /** Asks it to stop with SIGTERM, and returns its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
