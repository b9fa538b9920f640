package dev.carom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.edge.EdgeLines;
import dev.carom.admin.edge.EdgeLogs;
import dev.carom.admin.edge.LogFiles;
import dev.carom.admin.edge.LogFollower;
import dev.carom.core.Stores;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.EdgeLogConfig;
import dev.carom.core.config.EdgeLogFileConfig;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.lifecycle.ResourceStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the edge's logs tell is counted, each request once. */
class EdgeLogsIT {

  private static final String LOGS = EdgeLogRoutes.EDGE_LOGS;
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  private static final AtomicInteger nextId = new AtomicInteger();
  private static TestAdmin admin;
  private static Api api;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static String line(String code, String cache, String id) {
    return line(code, cache, id, "GET", Instant.now());
  }

  private static String line(String code, String cache, String id, String method, Instant at) {
    return """
    {"time": "%s", "host": "go.example", "path": "/%s?utm=1", "method": "%s", "status": 302, "cache": "%s", "client": "192.0.2.7", "agent": "%s", "referrer": "https://news.example/a", "language": "en-NZ,en", "id": "%s"}
    """
        .formatted(at, code, method, cache, FIREFOX, id);
  }

  private static String newId() {
    return "ray-" + nextId.incrementAndGet();
  }

  private static Api.Reply post(String lines) {
    return send(
        api.request(LOGS)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines)));
  }

  private static Api.Reply send(HttpRequest.Builder request) {
    return api.send(request);
  }

  private static long clicks(JsonNode link, String traffic) {
    return api.get(Api.path(link) + "/stats").data().get("byClass").path(traffic).asLong(0);
  }

  @Test
  void postedLinesAreCountedOnceHoweverOftenTheyArePosted() {
    JsonNode link = api.mint("{\"url\": \"https://posted.example/\"}");
    String code = link.get("code").stringValue();
    String again = line(code, "HIT", newId());
    String lines =
        again
            + line(code, "hit", newId(), "HEAD", Instant.now())
            + again
            + line(code, "miss", newId())
            + line("nothing-there", "hit", newId());
    JsonNode result = post(lines).data();
    assertThat(result.toString())
        .isEqualTo(
            "{\"logged\":4,\"counted\":2,\"repeated\":1,\"unknown\":1,\"refused\":0,\"passedOn\":1,\"errors\":[]}");
    assertThat(clicks(link, "human")).isEqualTo(1);
    assertThat(clicks(link, "head")).isEqualTo(1);
    JsonNode repeat = post(lines).data();
    assertThat(repeat.get("counted").intValue()).isZero();
    assertThat(repeat.get("repeated").intValue()).isEqualTo(3);
    assertThat(clicks(link, "human")).isEqualTo(1);
    JsonNode single = api.get(Api.path(link) + "/clicks").json().get("data").get(0);
    assertThat(single.get("referrer").stringValue()).isEqualTo("news.example");
    assertThat(single.get("language").stringValue()).isEqualTo("en-NZ");
    assertThat(single.get("browser").stringValue()).isEqualTo("Firefox");
    assertThat(api.get(Api.path(link) + "/stats").data().get("uniques").intValue()).isEqualTo(1);
  }

  @Test
  void aLinkIsFoundByWhateverCodeItHas() {
    JsonNode chosen = api.mint("{\"url\": \"https://a.example/\", \"code\": \"Edge-Sale\"}");
    JsonNode deleted = api.mint("{\"url\": \"https://a.example/\"}");
    assertThat(api.delete(Api.path(deleted)).status()).isEqualTo(200);
    assertThat(
            api.post("/api/v1/domains", "{\"host\": \"fold.example\", \"caseInsensitive\": true}")
                .status())
        .isEqualTo(201);
    JsonNode folded =
        api.mint(
            "{\"url\": \"https://a.example/\", \"code\": \"Brand\", \"domain\": \"fold.example\"}");
    String lines =
        line("Edge-Sale", "hit", newId())
            + line(deleted.get("code").stringValue(), "hit", newId())
            + line("bRAND", "hit", newId()).replace("go.example", "FOLD.example:443");
    // Another domain is known after a while.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(post(lines).data().get("unknown").intValue()).isZero());
    for (JsonNode link : List.of(chosen, deleted, folded)) {
      assertThat(clicks(link, "human")).isEqualTo(1);
    }
  }

  @Test
  void compressedBodiesAreReadAndBrokenOnesRefused() throws IOException {
    JsonNode link = api.mint("{\"url\": \"https://gzip.example/\"}");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < 30_000; i++) {
        gzip.write(line(link.get("code").stringValue(), "hit", newId()).getBytes(UTF_8));
      }
    }
    byte[] body = bytes.toByteArray();
    HttpRequest.Builder request =
        api.request(LOGS).header("Content-Type", "text/plain").header("Content-Encoding", "gzip");
    assertThat(
            send(request.POST(BodyPublishers.ofByteArray(body))).data().get("counted").intValue())
        .isEqualTo(30_000);
    assertThat(clicks(link, "human")).isEqualTo(30_000);
    for (byte[] broken : List.of("{}".getBytes(UTF_8), Arrays.copyOf(body, 1000))) {
      send(request.POST(BodyPublishers.ofByteArray(broken))).problem(ProblemType.UNREADABLE_BODY);
    }
    send(api.request(LOGS)
            .header("Content-Type", "text/plain")
            .header("Content-Encoding", "br")
            .POST(BodyPublishers.ofByteArray(body)))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    send(api.request(LOGS)
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofByteArray(new byte[17 * 1024 * 1024])))
        .problem(ProblemType.BODY_TOO_LARGE);
  }

  @Test
  void whatCannotBeCountedIsSaidByLineAndField() {
    JsonNode link = api.mint("{\"url\": \"https://wrong.example/\"}");
    String code = link.get("code").stringValue();
    String lines =
        line(code, "hit", newId())
            + "\n{\n"
            + line(code, "hit", "")
            + line(code, "hit", newId(), "GET", Instant.now().minus(Duration.ofDays(4)))
            + line(code, "hit", newId()).replace("192.0.2.7", "localhost")
            + line(code, "hit", newId())
                .replace("\"agent\"", "\"x\": \"" + "y".repeat(70_000) + "\", \"agent\"");
    JsonNode result = post(lines).data();
    assertThat(result.get("counted").intValue()).isEqualTo(1);
    assertThat(result.get("refused").intValue()).isEqualTo(5);
    Map<Long, String> fields = new HashMap<>();
    result
        .get("errors")
        .forEach(
            error -> fields.put(error.get("line").longValue(), error.path("field").asString("")));
    assertThat(fields).isEqualTo(Map.of(3L, "", 4L, "id", 5L, "time", 6L, "client", 7L, ""));
  }

  @Test
  void whoBringsLogsMayDoNothingElse() {
    JsonNode key = api.post("/api/v1/keys", "{\"name\": \"cdn\", \"role\": \"collector\"}").data();
    Api collector = api.with(key.get("key").stringValue());
    assertThat(
            collector
                .send(
                    collector
                        .request(LOGS)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"content\": \"tests\"}")))
                .status())
        .isEqualTo(200);
    collector.get(LOGS).problem(ProblemType.FORBIDDEN);
    collector.get("/api/v1/links").problem(ProblemType.FORBIDDEN);
  }

  @Test
  void theReportTellsWhatIsMissing() {
    JsonNode link = api.mint("{\"url\": \"https://report.example/\"}");
    try (Follower follower = new Follower(folder.resolve("empty"), Map.of())) {
      follower.store.answered("edge-1", 1000);
      follower.store.answered("edge-1", 1500);
      follower.store.answered("edge-1", 40);
      follower.store.answered("edge-1", 50);
    }
    JsonNode report = api.get(LOGS).json();
    JsonNode edge =
        report
            .get("data")
            .valueStream()
            .filter(tally -> tally.get("source").stringValue().equals("edge-1"))
            .findFirst()
            .orElseThrow();
    assertThat(edge.get("answered").intValue()).as("since it was first asked").isEqualTo(550);
    assertThat(edge.get("missing").intValue()).isEqualTo(550);
    assertThat(report.get("meta").get("missing").intValue()).isGreaterThanOrEqualTo(550);
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(admin.registry().get("carom.edge.missing").gauge().value())
                .isGreaterThanOrEqualTo(550));
    api.get(LOGS + "?from=2030-01-01&to=2029-01-01").problem(ProblemType.INVALID_PARAMETER);
    api.get(LOGS + "?from=2026-01-01&to=2026-06-01").problem(ProblemType.INVALID_PARAMETER);
    assertThat(link).isNotNull();
  }

  /** A process that follows a log. */
  private static final class Follower implements AutoCloseable {

    private final ResourceStack resources = new ResourceStack();
    private final EdgeLogStore store;

    private Follower(Path file, Map<String, String> more) {
      Map<String, String> settings = new HashMap<>(admin.database().settings());
      settings.put("edge-logs.file", file.toString());
      settings.putAll(more);
      Configuration configuration =
          Configuration.of(
              settings,
              List.of(
                  PostgresConfig.class,
                  RedisConfig.class,
                  CodeConfig.class,
                  EdgeLogConfig.class,
                  EdgeLogFileConfig.class));
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      Stores stores = Stores.open("follower", configuration, registry, resources);
      assertThat(await(stores)).isTrue();
      store = stores.openEdgeLogs("follower", configuration, registry, resources);
      EdgeLogConfig config = configuration.get(EdgeLogConfig.class);
      InstantSource clock = InstantSource.system();
      resources.add(
          LogFollower.start(
              "edge-of-a-test",
              configuration.get(EdgeLogFileConfig.class),
              store,
              new EdgeLogs(store, new EdgeLines(config, clock)),
              new LogFiles(file, clock),
              registry));
    }

    private static boolean await(Stores stores) {
      try {
        return stores.installation().awaitFit(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      resources.close();
    }
  }

  @Test
  void aLogIsFollowedThroughRotationAndRestarts() throws IOException {
    JsonNode link = api.mint("{\"url\": \"https://followed.example/\"}");
    String code = link.get("code").stringValue();
    Path log = folder.resolve("varnish.log");
    String half = line(code, "hit", newId());
    append(log, line(code, "hit", newId()) + line(code, "miss", newId()) + half.substring(0, 50));
    try (Follower _ = new Follower(log, Map.of())) {
      Awaitility.await().until(() -> clicks(link, "human") == 1);
      append(log, half.substring(50));
      Awaitility.await().until(() -> clicks(link, "human") == 2);
    }
    append(log, line(code, "hit", newId()));
    Files.move(log, folder.resolve("varnish.log.1"));
    append(log, line(code, "hit", newId()));
    try (Follower _ = new Follower(log, Map.of())) {
      Awaitility.await().until(() -> clicks(link, "human") == 4);
      Files.move(folder.resolve("varnish.log.1"), folder.resolve("varnish.log.2"));
      Files.move(log, folder.resolve("varnish.log.1"));
      append(folder.resolve("varnish.log.1"), line(code, "hit", newId()));
      append(log, line(code, "hit", newId()));
      Awaitility.await().until(() -> clicks(link, "human") == 6);
    }
    try (Follower _ = new Follower(log, Map.of())) {
      append(log, line(code, "hit", newId()));
      Awaitility.await().until(() -> clicks(link, "human") == 7);
    }
    assertThat(clicks(link, "human")).isEqualTo(7);
  }

  @Test
  void theEdgesOwnCounterIsAsked() throws IOException {
    Path counter = folder.resolve("counter");
    Files.writeString(counter, "MAIN.cache_hit 100 0.50 Cache hits\n");
    Path log = folder.resolve("access.log");
    try (Follower _ = new Follower(log, Map.of("edge-logs.answered-command", "cat " + counter))) {
      Awaitility.await()
          .until(() ->
              admin.database().number("SELECT count(*) FROM edge_counter WHERE total = 100") == 1);
    }
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
