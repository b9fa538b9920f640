package dev.carom.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real nginx, as {@code infra/nginx/edge.conf} configures it for a cache, but for purging: that
 * takes a module which no distribution has in a version that works.
 */
final class NginxEdge implements AutoCloseable {

  private static final Path CONFIGURATION =
      Path.of(System.getProperty("basedir", ".")).resolve("../nginx/edge.conf").normalize();

  private final Nginx nginx;
  private final Path log;

  private NginxEdge(Nginx nginx, Path log) {
    this.nginx = nginx;
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
    return new NginxEdge(Nginx.start(folder, port, edge), log);
  }

  private static String withoutPurging(String configuration) {
    int from = configuration.indexOf("    # Who may purge");
    return configuration.substring(0, from)
        + configuration.substring(configuration.indexOf("    location / {"));
  }

  int port() {
    return nginx.port();
  }

  List<String> lines() throws IOException {
    return Files.readAllLines(log);
  }

  @Override
  public void close() {
    nginx.close();
  }
}
