package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** nginx with one worker, the links in a map and a buffered access log. */
record NginxPeer(Programs programs, Links links) implements Peer {

  @Override
  public String name() {
    return Peers.NGINX;
  }

  @Override
  public @Nullable String obstacle(Workload workload) {
    return programs.find("nginx") == null ? Programs.missing("nginx", "nginx") : null;
  }

  @Override
  public String version() {
    return Programs.firstLine(List.of(programs.require("nginx"), "-v"));
  }

  @Override
  public Server start(String name, Workload workload, Surroundings surroundings)
      throws IOException, InterruptedException {
    int port = surroundings.ports().take();
    Path folder = Files.createDirectory(surroundings.folder().resolve(name + "-" + port));
    Files.writeString(folder.resolve("links.map"), links.lines("/%1$s \"%2$s\";"));
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, configuration(folder, port, listen(workload, surroundings)));
    List<String> command =
        List.of(programs.require("nginx"), "-p", folder.toString(), "-c", configuration.toString());
    Child child = surroundings.startServer(name, command);
    return new Server(name, port, child, folder.resolve("access.log")).awaitListening();
  }

  private static String listen(Workload workload, Surroundings surroundings) {
    if (!workload.tls()) {
      return ";";
    }
    Certificate certificate = surroundings.requireCertificate();
    return """
    ssl;
       ssl_protocols TLSv1.3;
       ssl_certificate %s;
       ssl_certificate_key %s;\
    """
        .formatted(certificate.chain(), certificate.key());
  }

  /** What nginx keeps on disk for proxied and uploaded bodies is moved to the folder, too. */
  private static String configuration(Path folder, int port, String listen) {
    return """
    daemon off;
    worker_processes 1;
    pid %1$s/nginx.pid;
    error_log %1$s/error.log warn;
    events {
      worker_connections 4096;
    }
    http {
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      access_log %1$s/access.log combined buffer=64k flush=1s;
      server_tokens off;
      tcp_nodelay on;
      keepalive_requests 1000000000;
      keepalive_timeout 1h;
      map_hash_max_size 65536;
      map_hash_bucket_size 256;
      map $uri $target {
        default "";
        include %1$s/links.map;
      }
      server {
        listen %2$s:%3$d backlog=4096 %4$s
        if ($target = "") {
          return 404;
        }
        add_header Cache-Control no-store always;
        return 302 $target;
      }
    }
    """
        .formatted(folder, Ports.HOST, port, listen);
  }
}
