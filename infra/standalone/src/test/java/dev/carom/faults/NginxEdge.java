package dev.carom.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real nginx, as {@code infra/nginx/edge.conf} configures it for a cache, but for purging: that
 * takes a module which no distribution has in a version that works.
 */
final class NginxEdge implements AutoCloseable {

  private static final Path CONFIGURATION =
      Path.of(System.getProperty("basedir", ".")).resolve("../nginx/edge.conf").normalize();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final int port;
  private final Path log;

  private NginxEdge(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /**
   * Starts one, which listens when this returns.
   *
   * @param folder an empty one, for all that it needs
   * @param host of the links' domain
   * @param server the port of a redirect server
   */
  static NginxEdge start(Path folder, int port, String host, int server)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path log = folder.resolve("access.log");
    String delivered = Files.readString(CONFIGURATION);
    String edge =
        withoutPurging(delivered)
            .replace("127.0.0.1:8080", "127.0.0.1:" + server)
            .replaceFirst("    server 127\\.0\\.0\\.1:8180.*\n", "")
            .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
            .replace("go.example.com", host)
            .replace("/var/cache/nginx/carom", folder.resolve("cache").toString())
            .replace("/var/log/nginx/carom.log", log.toString());
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        %5$s
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
                edge,
                "root".equals(System.getProperty("user.name")) ? "user root;" : ""));
    Process process =
        new ProcessBuilder(
                "/usr/sbin/nginx",
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "nginx did not start:\n" + Files.readString(folder.resolve("out")));
      }
      Thread.sleep(20);
    }
    return new NginxEdge(process, port, log);
  }

  private static String withoutPurging(String configuration) {
    int from = configuration.indexOf("    # Who may purge");
    return configuration.substring(0, from)
        + configuration.substring(configuration.indexOf("    location / {"));
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  int port() {
    return port;
  }

  List<String> lines() throws IOException {
    return Files.readAllLines(log);
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
