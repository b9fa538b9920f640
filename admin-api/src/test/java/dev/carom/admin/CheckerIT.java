package dev.carom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * A checker that refuses what says so, before two servers: one takes its silence for consent, and
 * sweeps; the other does not.
 */
class CheckerIT {

  /** What becomes of the checker. */
  enum Failure {
    NO_ANSWER,
    HALF_AN_ANSWER,
    STATUS_500,
    REDIRECT,
    NO_JSON,
    TOO_FEW,
    NO_VERDICT,
    ENDLESS
  }

  private static HttpServer checker;
  private static volatile @Nullable Failure failure;
  private static volatile String refused = "refused";
  private static final List<Integer> batches = new CopyOnWriteArrayList<>();
  private static final List<String> keys = new CopyOnWriteArrayList<>();

  private static TestAdmin open;
  private static TestAdmin closed;
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    checker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    checker.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    checker.createContext("/check", CheckerIT::answer);
    checker.start();
    open = TestAdmin.start(settings("open", "100000"));
    closed = TestAdmin.start(open.database(), settings("closed", "0"));
    api = open.api();
  }

  private static Map<String, String> settings(String onFailure, String rate) {
    return Map.of(
        "safety.checker-url",
        "http://127.0.0.1:%d/check".formatted(checker.getAddress().getPort()),
        "safety.checker-key",
        "secret-of-ours",
        "safety.checker-timeout",
        "400ms",
        "safety.checker-batch",
        "3",
        "safety.checker-on-failure",
        onFailure,
        "safety.sweep-rate",
        rate,
        "safety.sweep-pause",
        "100ms");
  }

  @AfterEach
  void mend() {
    failure = null;
    refused = "refused";
  }

  @AfterAll
  static void stop() {
    closed.close();
    open.close();
    checker.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    JsonNode question = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
    List<String> verdicts = new ArrayList<>();
    for (JsonNode url : question.get("urls")) {
      verdicts.add(
          url.stringValue().contains(refused)
              ? "{\"blocked\": true, \"reason\": \"malware\"}"
              : "{\"blocked\": false}");
    }
    batches.add(verdicts.size());
    String good = "{\"verdicts\": [%s]}".formatted(String.join(",", verdicts));
    Failure now = failure;
    if (now == null) {
      send(exchange, 200, good);
      return;
    }
    switch (now) {
      case NO_ANSWER -> sleep(exchange);
      case HALF_AN_ANSWER -> {
        exchange.sendResponseHeaders(200, good.length());
        exchange.getResponseBody().write(good.substring(0, 5).getBytes(UTF_8));
        exchange.getResponseBody().flush();
        sleep(exchange);
      }
      case STATUS_500 -> send(exchange, 500, good);
      case REDIRECT -> {
        exchange.getResponseHeaders().add("Location", "/check");
        send(exchange, 307, "");
      }
      case NO_JSON -> send(exchange, 200, "{");
      case TOO_FEW -> send(exchange, 200, "{\"verdicts\": []}");
      case NO_VERDICT -> send(exchange, 200, good.replace("false", "\"false\""));
      case ENDLESS -> send(exchange, 200, good + " ".repeat(100_000));
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
    exchange.getResponseBody().write(body.getBytes(UTF_8));
    exchange.close();
  }

  private static void sleep(HttpExchange exchange) {
    try (exchange) {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String link(String url) {
    return "{\"url\": \"%s\"}".formatted(url);
  }

  private static String state(String path) {
    return api.get(path).data().get("state").stringValue();
  }

  @Test
  void whatTheCheckerRefusesIsRefused() {
    Api.Reply reply = api.post(link("https://refused.example/"));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("url");
    assertThat(reply.fieldDetail("url")).isEqualTo("is refused: malware");
    String path = Api.path(api.mint(link("https://fine.example/")));
    assertThat(
            api.patch(path, link("https://fine.example/refused")).fields(ProblemType.INVALID_LINK))
        .containsExactly("url");
    assertThat(keys).containsOnly("Bearer secret-of-ours");
  }

  @Test
  void aBulkRequestIsCheckedManyAtATime() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      lines.add(link("https://bulk.example/%s".formatted(i % 3 == 1 ? "refused" : i)));
    }
    lines.add(link("https://blocked.example/refused"));
    api.post(BlocklistRoutes.BLOCKLIST, "{\"pattern\": \"blocked.example\", \"reason\": \"x\"}");
    List<Integer> statuses = new ArrayList<>();
    List<JsonNode> results = closed.api().bulk(String.join("\n", lines));
    results.forEach(result -> statuses.add(result.get("status").intValue()));
    assertThat(statuses).containsExactly(201, 422, 201, 201, 422, 201, 201, 422);
    assertThat(results.get(7).toString()).contains("blocked.example").doesNotContain("malware");
    assertThat(batches).contains(3).allMatch(size -> size <= 3);
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void withoutAVerdictItIsAsConfigured(Failure how) {
    failure = how;
    long start = System.nanoTime();
    assertThat(api.post(link("https://unknown.example/")).status()).isEqualTo(201);
    closed.api().post(link("https://unknown.example/")).problem(ProblemType.UNAVAILABLE);
    JsonNode line = closed.api().bulk(link("https://unknown.example/")).getFirst();
    assertThat(line.get("status").intValue()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    failure = null;
    closed.api().mint(link("https://unknown.example/"));
  }

  @Test
  void theSweepBlocksWhatIsRefusedLater() {
    String path = Api.path(api.mint(link("https://turned.example/")));
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(Api.path(api.mint(link("https://stays.example/" + i))));
    }
    String expired =
        Api.path(
            api.mint(
                "{\"url\": \"https://stays.example/\", \"expiredUrl\": \"https://turned.example/\"}"));
    refused = "turned";
    Awaitility.await()
        .until(() -> state(path).equals("blocked") && state(expired).equals("blocked"));
    assertThat(api.get(path).data().get("block").get("reason").stringValue()).isEqualTo("malware");
    assertThat(others).allMatch(other -> state(other).equals("active"));
    refused = "nothing";
    api.send("POST", path + "/unblock");
    assertThat(state(path)).isEqualTo("active");
  }
}
