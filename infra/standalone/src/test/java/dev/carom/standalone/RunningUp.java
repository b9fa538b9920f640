package dev.carom.standalone;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A {@code carom up} in a JVM of its own, with the class path of the script, which can be killed.
 */
final class RunningUp implements AutoCloseable {

  private final Process process;
  private final Path output;
  private final Path dataDir;
  private final Ports ports;

  /** Where it listens. */
  record Ports(int redirect, int admin, int ops) {

    /** Where Linux takes none for connections: one might have it before the server does. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;

    static Ports free() {
      try (ServerSocket a = any();
          ServerSocket b = any();
          ServerSocket c = any()) {
        return new Ports(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static ServerSocket any() throws IOException {
      while (true) {
        int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
        try {
          return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (BindException _) {
          // Somebody has it.
        }
      }
    }
  }

  private RunningUp(Process process, Path output, Path dataDir, Ports ports) {
    this.process = process;
    this.output = output;
    this.dataDir = dataDir;
    this.ports = ports;
  }

  /** Starts one, and returns at once. */
  static RunningUp start(Path dataDir, Ports ports) {
    try {
      Path output = Files.createTempFile("carom-up", ".out");
      List<String> command =
          List.of(
              ProcessHandle.current().info().command().orElseThrow(),
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-Dcom.linecorp.armeria.warnNettyVersions=false",
              "-cp",
              "target/*" + File.pathSeparator + "target/lib/*",
              UpMain.class.getName(),
              "--data-dir=" + dataDir,
              "--redirect-port=" + ports.redirect,
              "--admin-port=" + ports.admin,
              "--ops-port=" + ports.ops);
      ProcessBuilder builder =
          new ProcessBuilder(new ArrayList<>(command))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      return new RunningUp(builder.start(), output, dataDir, ports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says that it is up. */
  RunningUp awaitUp() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> output().contains("Carom is up.") || !process.isAlive());
    if (!output().contains("Carom is up.")) {
      throw new AssertionError(output());
    }
    return this;
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String key() {
    try {
      return Files.readString(dataDir.resolve("admin-key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI admin(String path) {
    return URI.create("http://127.0.0.1:" + ports.admin + path);
  }

  URI ops(String path) {
    return URI.create("http://127.0.0.1:" + ports.ops + path);
  }

  URI redirect(String path) {
    return URI.create("http://127.0.0.1:" + ports.redirect + path);
  }

  /** Kills the process alone, as {@code kill -9} does; its children stay. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Waits for its end, and returns its exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + output());
    }
    return process.exitValue();
  }

  /** Asks it to stop with SIGTERM, and returns its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  @Override
  public void close() throws IOException {
    try {
      if (process.isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while waiting for carom up to stop");
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
