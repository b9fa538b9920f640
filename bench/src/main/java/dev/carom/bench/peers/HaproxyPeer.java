package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HAProxy with one thread, the links in a map, and no log. */
record HaproxyPeer(Programs programs, Links links) implements Peer {

  @Override
  public String name() {
    return Peers.HAPROXY;
  }

  @Override
  public @Nullable String obstacle(Workload workload) {
    return programs.find("haproxy") == null ? Programs.missing("haproxy", "haproxy") : null;
  }

  @Override
  public String version() {
    return Programs.firstLine(List.of(programs.require("haproxy"), "-v"));
  }

  @Override
  public Server start(String name, Workload workload, Surroundings surroundings)
      throws IOException, InterruptedException {
    int port = surroundings.ports().take();
    Path folder = Files.createDirectory(surroundings.folder().resolve(name + "-" + port));
    Path map = Files.writeString(folder.resolve("links.map"), links.lines("/%1$s %2$s"));
    Path configuration = folder.resolve("haproxy.cfg");
    Files.writeString(configuration, configuration(map, port, bind(workload, surroundings)));
    List<String> command =
        List.of(programs.require("haproxy"), "-db", "-f", configuration.toString());
    Child child = surroundings.startServer(name, command);
    return new Server(name, port, child, null).awaitListening();
  }

  private static String bind(Workload workload, Surroundings surroundings) {
    return workload.tls()
        ? " ssl crt %s ssl-min-ver TLSv1.3".formatted(surroundings.requireCertificate().both())
        : "";
  }

  private static String configuration(Path map, int port, String bind) {
    return """
    global
      nbthread 1
      maxconn 4096
    defaults
      mode http
      timeout client 1h
      timeout server 1h
      timeout connect 10s
      timeout http-request 1h
      timeout http-keep-alive 1h
    frontend links
      bind %1$s:%2$d%3$s
      http-request set-var(txn.target) path,map(%4$s)
      http-request return status 404 unless { var(txn.target) -m found }
      http-request redirect location %%[var(txn.target)] code 302
      http-after-response set-header cache-control no-store
    """
        .formatted(Ports.HOST, port, bind, map);
  }
}
