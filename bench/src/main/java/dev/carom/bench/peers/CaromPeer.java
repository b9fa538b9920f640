package dev.carom.bench.peers;

import dev.carom.core.config.ConfigException;
import dev.carom.core.config.Configuration;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The redirect server in a JVM of its own, as {@code carom redirect} starts it, metrics included.
 *
 * @param configuration the file that it is started with
 * @param variant what differs from how it is usually started
 */
record CaromPeer(Path configuration, Variant variant) implements Peer {

  private static final String CERTIFICATE = "redirect.tls.certificate";
  private static final String KEY = "redirect.tls.key";
  private static final Pattern EVENT_LOOPS = Pattern.compile("redirect-\\d+-\\d+");
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  @Override
  public String name() {
    return Peers.CAROM;
  }

  @Override
  public @Nullable String obstacle(Workload workload) {
    return workload.tls() && !knowsTls() ? "this version of Carom has no TLS" : null;
  }

  private static boolean knowsTls() {
    try {
      var _ = Configuration.of(Map.of(CERTIFICATE, "chain.pem", KEY, "key.pem"), List.of());
      return true;
    } catch (ConfigException _) {
      return false;
    }
  }

  @Override
  public String version() {
    return "as built from this checkout";
  }

  @Override
  public Server start(String name, Workload workload, Surroundings surroundings)
      throws IOException, InterruptedException {
    int port = surroundings.ports().take();
    int opsPort = surroundings.ports().take();
    List<String> flags = new ArrayList<>(List.of("--config=" + configuration));
    flags.addAll(List.of("--redirect.port=" + port, "--ops.port=" + opsPort));
    if (workload.tls()) {
      Certificate certificate = surroundings.requireCertificate();
      flags.add("--%s=%s".formatted(CERTIFICATE, certificate.chain()));
      flags.add("--%s=%s".formatted(KEY, certificate.key()));
    }
    flags.addAll(variant.flags());
    JavaCommand java = surroundings.java().with(variant.jvm());
    List<String> command = java.run(RedirectMain.class.getName(), flags);
    Child child = surroundings.startServer(name, command);
    Server server = new Server(name, port, child, null, EVENT_LOOPS);
    server.awaitListening();
    awaitReady(server, opsPort);
    return server;
  }

  private static void awaitReady(Server server, int opsPort)
      throws IOException, InterruptedException {
    URI readyz = URI.create("http://%s:%d/readyz".formatted(Ports.HOST, opsPort));
    HttpRequest request = HttpRequest.newBuilder(readyz).timeout(READY_LIMIT).build();
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (client.send(request, BodyHandlers.discarding()).statusCode() != 200) {
        if (System.nanoTime() > deadline) {
          throw server.child().failed("does not get ready");
        }
        Thread.sleep(20);
      }
    }
  }
}
