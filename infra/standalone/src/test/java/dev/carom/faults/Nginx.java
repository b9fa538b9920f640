package dev.carom.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real nginx, with two workers, on one port of this machine. */
final class Nginx implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one, which listens when this returns.
   *
   * @param folder for all that it needs
   * @param port where it is configured to listen
   * @param configuration of its http block
   */
  static Nginx start(Path folder, int port, String configuration)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new AssertionError(PROGRAM + " is missing: install the package nginx");
    }
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        %5$s
        worker_processes 2;
        pid %s;
        error_log %s;
        events {}
        http {
        client_body_temp_path %3$s/body;
        proxy_temp_path %3$s/proxy;
        fastcgi_temp_path %3$s/fastcgi;
        uwsgi_temp_path %3$s/uwsgi;
        scgi_temp_path %3$s/scgi;
        %4$s
        }
        """
            .formatted(
                folder.resolve("pid"),
                folder.resolve("error.log"),
                folder,
                configuration,
                "root".equals(System.getProperty("user.name")) ? "user root;" : ""));
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    Nginx started = new Nginx(process, port);
    started.awaitListening(folder.resolve("out"));
    return started;
  }

  private void awaitListening(Path output) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        close();
        throw new AssertionError("nginx did not start:\n" + Files.readString(output));
      }
      Thread.sleep(20);
    }
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
