package dev.carom.admin.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.EdgeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each kind of edge is asked for, as its makers document it. */
class EdgePurgerTest {

  /** A request as it came. */
  private record Request(
      String method,
      String uri,
      @Nullable String surrogateKey,
      @Nullable String authorization,
      @Nullable String fastlyKey,
      @Nullable String contentType,
      @Nullable String softPurge,
      String body) {}

  private static final EdgeObject FIRST = new EdgeObject("aaaaaaa", "go.example", "sale", false);
  private static final EdgeObject SECOND = new EdgeObject("bbbbbbb", "go.example", "b", false);

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "{\"success\": true, \"status\": \"ok\"}";
  private volatile long delayMillis;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var fields = exchange.getRequestHeaders();
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            fields.getFirst("Surrogate-Key"),
            fields.getFirst("Authorization"),
            fields.getFirst("Fastly-Key"),
            fields.getFirst("Content-Type"),
            fields.getFirst("Fastly-Soft-Purge"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    try {
      Thread.sleep(delayMillis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    byte[] body = answer.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private EdgePurger open(String kind, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("edge.purger", kind);
    settings.put("edge.purge-timeout", "500ms");
    settings.putAll(more);
    return EdgePurger.open(
        Configuration.of(settings, List.of(EdgeConfig.class)).get(EdgeConfig.class));
  }

  private EdgePurger nodes(String kind) {
    return open(kind, Map.of("edge.nodes", url()));
  }

  private EdgePurger zones(String kind) {
    return open(
        kind, Map.of("edge.zones", "zone1 zone2", "edge.api-key", "s3cret", "edge.api-url", url()));
  }

  private static List<EdgeObject> many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new EdgeObject("key" + i, "go.example", "code" + i, false))
        .toList();
  }

  @Test
  void varnishIsAskedByTheKeysOfAllLinks() {
    try (EdgePurger purger = nodes("varnish")) {
      purger.purge(List.of(FIRST, SECOND, FIRST));
      assertThat(requests)
          .containsExactly(
              new Request("PURGE", "/", "aaaaaaa bbbbbbb", null, null, null, null, ""));
      requests.clear();
      purger.purge(many(120));
      assertThat(requests).hasSize(3);
    }
  }

  @Test
  void nginxIsAskedByTheAddressOfEachLink() {
    try (EdgePurger purger = nodes("nginx")) {
      for (int done : List.of(200, 404, 412)) {
        status = done;
        requests.clear();
        purger.purge(List.of(FIRST, SECOND));
        assertThat(requests)
            .extracting(Request::method, Request::uri)
            .containsExactlyInAnyOrder(
                tuple("GET", "/purge/go.example/sale"), tuple("GET", "/purge/go.example/b"));
      }
      // It has as many objects as there are spellings.
      EdgeObject folded = new EdgeObject("ccccccc", "fold.example", "c", true);
      assertThatExceptionOfType(PurgeException.class)
          .isThrownBy(() -> purger.purge(List.of(folded)))
          .withMessageContaining("fold.example");
    }
  }

  @Test
  void cloudflareIsAskedByTagsInEachZone() {
    try (EdgePurger purger = zones("cloudflare")) {
      purger.purge(List.of(FIRST, SECOND));
      assertThat(requests).containsExactlyInAnyOrder(cloudflare("zone1"), cloudflare("zone2"));
      answer = "{\"success\": false}";
      assertThatExceptionOfType(PurgeException.class).isThrownBy(() -> purger.purge(many(1)));
      answer = "not json";
      assertThatExceptionOfType(PurgeException.class).isThrownBy(() -> purger.purge(many(1)));
    }
  }

  private static Request cloudflare(String zone) {
    return new Request(
        "POST",
        "/client/v4/zones/" + zone + "/purge_cache",
        null,
        "Bearer s3cret",
        null,
        "application/json",
        null,
        "{\"tags\":[\"aaaaaaa\",\"bbbbbbb\"]}");
  }

  @Test
  void fastlyIsAskedByKeysInEachServiceAndNotSoftly() {
    try (EdgePurger purger = zones("fastly")) {
      purger.purge(List.of(FIRST, SECOND));
      assertThat(requests).containsExactlyInAnyOrder(fastly("zone1"), fastly("zone2"));
      requests.clear();
      purger.purge(many(257));
      assertThat(requests).hasSize(4);
    }
  }

  private static Request fastly(String service) {
    return new Request(
        "POST",
        "/service/" + service + "/purge",
        "aaaaaaa bbbbbbb",
        null,
        "s3cret",
        null,
        null,
        "");
  }

  @Test
  void whoeverRefusesIsNamedAndSecretsAreNot() {
    status = 403;
    for (EdgePurger purger : List.of(nodes("varnish"), zones("cloudflare"), zones("fastly"))) {
      try (purger) {
        assertThatExceptionOfType(PurgeException.class)
            .isThrownBy(() -> purger.purge(List.of(FIRST)))
            .withMessageContaining(url())
            .withMessageContaining("answered 403")
            .withMessageNotContaining("s3cret");
        assertThat(purger.toString()).doesNotContain("s3cret");
      }
    }
  }

  @Test
  void aNodeThatIsAwayKeepsNoOtherWaiting() {
    try (EdgePurger purger = open("varnish", Map.of("edge.nodes", "http://127.0.0.1:1 " + url()))) {
      assertThatExceptionOfType(PurgeException.class)
          .isThrownBy(() -> purger.purge(List.of(FIRST)))
          .withMessageContaining("127.0.0.1:1/")
          .withMessageNotContaining(url());
      assertThat(requests).hasSize(1);
    }
  }

  @Test
  void nobodyIsWaitedForLongerThanConfigured() {
    delayMillis = 5000;
    try (EdgePurger purger = nodes("varnish")) {
      long start = System.nanoTime();
      assertThatExceptionOfType(PurgeException.class)
          .isThrownBy(() -> purger.purge(many(120)))
          .withMessageContaining("no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void whereNothingIsConfiguredNothingIsPurged() {
    try (EdgePurger purger = open("none", Map.of())) {
      assertThatExceptionOfType(PurgeException.class)
          .isThrownBy(() -> purger.purge(List.of(FIRST)));
    }
  }
}
