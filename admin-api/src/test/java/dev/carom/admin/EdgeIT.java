package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the edge may keep, and what it is told to drop: a node of Varnish that notes what it is
 * asked, before two servers that differ in what becomes of an edit when it fails.
 */
class EdgeIT {

  /** A request to purge. */
  private record Purge(String method, String keys, long nanos) {}

  private static final Duration FETCH = Duration.ofMillis(300);

  private static HttpServer node;
  private static volatile int status = 200;
  private static final List<Purge> purges = new CopyOnWriteArrayList<>();

  private static TestAdmin waiting;
  private static TestAdmin pending;
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    node.createContext("/", EdgeIT::purge);
    node.start();
    waiting = TestAdmin.start(settings("wait"));
    pending = TestAdmin.start(waiting.database(), settings("pending"));
    api = waiting.api();
    TestClicks.prepare(waiting.database());
  }

  private static Map<String, String> settings(String onFailure) {
    Map<String, String> settings = new HashMap<>();
    settings.put("edge.purger", "varnish");
    settings.put("edge.nodes", "http://127.0.0.1:" + node.getAddress().getPort());
    settings.put("edge.fetch-timeout", FETCH.toMillis() + "ms");
    settings.put("edge.on-purge-failure", onFailure);
    settings.put("edge.interval", "200ms");
    settings.put("edge.popular-rate", "1000");
    settings.put("edge.min-ttl", "1s");
    settings.put("admin.request-timeout", "4s");
    return settings;
  }

  private static void purge(HttpExchange exchange) throws IOException {
    purges.add(
        new Purge(
            exchange.getRequestMethod(),
            String.valueOf(exchange.getRequestHeaders().getFirst("Surrogate-Key")),
            System.nanoTime()));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @AfterEach
  void mend() {
    status = 200;
    waiting.database().execute("TRUNCATE edge_purge");
    purges.clear();
  }

  @AfterAll
  static void stop() {
    pending.close();
    waiting.close();
    node.stop(0);
  }

  private static JsonNode mintAtEdge(int seconds) {
    JsonNode link = api.mint("{\"url\": \"https://old.example/\", \"edge\": \"auto\"}");
    keep(link, seconds);
    return api.get(Api.path(link)).data();
  }

  private static void keep(JsonNode link, int seconds) {
    waiting
        .database()
        .execute(
            "UPDATE link SET edge_ttl = %d WHERE id = %s"
                .formatted(seconds, link.get("id").stringValue()));
  }

  private static int waitingPurges() {
    return (int) waiting.database().number("SELECT count(*) FROM edge_purge");
  }

  private static long purgesOf(JsonNode link) {
    String key = link.get("code").stringValue();
    return purges.stream().filter(purge -> List.of(purge.keys.split(" ")).contains(key)).count();
  }

  @Test
  void aLinkThatTheEdgeDoesNotHaveIsNotPurged() {
    JsonNode link = api.mint("{\"url\": \"https://old.example/\"}");
    assertThat(link.get("edge").stringValue()).isEqualTo("auto");
    assertThat(link.get("edgeTtl").isNull()).isTrue();
    Api.Reply edited = api.patch(Api.path(link), "{\"url\": \"https://new.example/\"}");
    assertThat(edited.status()).isEqualTo(200);
    assertThat(edited.meta().has("edge")).isFalse();
    assertThat(purges).isEmpty();
  }

  @Test
  void anEditPurgesBeforeItReturnsAndAgainWhenWhatWasOnItsWayHasCome() {
    JsonNode link = mintAtEdge(60);
    assertThat(link.get("edgeTtl").intValue()).isEqualTo(60);
    Api.Reply edited = api.patch(Api.path(link), "{\"url\": \"https://new.example/\"}");
    assertThat(edited.status()).isEqualTo(200);
    assertThat(edited.meta().get("edge").stringValue()).isEqualTo("purged");
    assertThat(purges)
        .extracting(Purge::method, Purge::keys)
        .containsOnly(tuple("PURGE", link.get("code").stringValue()));
    assertThat(purges).hasSize(2);
    assertThat(purges.getLast().nanos - purges.getFirst().nanos)
        .isGreaterThanOrEqualTo(FETCH.minusMillis(50).toNanos());
    assertThat(waitingPurges()).isZero();
  }

  @Test
  void whatFollowersDoNotGetIsNotPurged() {
    JsonNode link = mintAtEdge(60);
    Api.Reply edited = api.patch(Api.path(link), "{\"title\": \"A title\"}");
    assertThat(edited.meta().has("edge")).isFalse();
    assertThat(purges).isEmpty();
  }

  @Test
  void everyChangeOfALinkAtTheEdgePurgesIt() {
    for (String change :
        List.of(
            "PATCH {\"redirectStatus\": 307}",
            "PATCH {\"expiresAt\": \"2099-01-01T00:00:00Z\"}",
            "PATCH {\"startsAt\": \"2020-01-01T00:00:00Z\"}",
            "PATCH {\"maxClicks\": 5}",
            "PATCH {\"edge\": \"never\"}",
            "DELETE ",
            "POST /block {\"reason\": \"malware\"}")) {
      JsonNode link = mintAtEdge(60);
      String[] words = change.split(" ", 2);
      String path = Api.path(link);
      Api.Reply reply =
          switch (words[0]) {
            case "PATCH" -> api.patch(path, words[1]);
            case "DELETE" -> api.delete(path);
            default -> api.post(path + "/block", words[1].split(" ", 2)[1]);
          };
      assertThat(reply.status()).as(change).isEqualTo(200);
      assertThat(reply.meta().path("edge").asString("")).as(change).isEqualTo("purged");
      assertThat(purgesOf(link)).as(change).isEqualTo(2);
    }
  }

  @Test
  void aLinkThatMayNotBeKeptAnyLongerIsPurgedForAsLongAsItMayBeThere() {
    JsonNode link = mintAtEdge(60);
    waiting
        .database()
        .execute("UPDATE link SET edge_ttl = NULL WHERE id = " + link.get("id").stringValue());
    Api.Reply edited = api.patch(Api.path(link), "{\"url\": \"https://new.example/\"}");
    assertThat(edited.meta().path("edge").asString("")).isEqualTo("purged");
    waiting
        .database()
        .execute(
            "UPDATE link SET edge_until = now() - interval '1 s' WHERE id = "
                + link.get("id").stringValue());
    purges.clear();
    Api.Reply later = api.patch(Api.path(link), "{\"url\": \"https://newer.example/\"}");
    assertThat(later.meta().has("edge")).isFalse();
    assertThat(purges).isEmpty();
  }

  @Test
  void aRollbackAndARepeatAndABulkRequestPurgeToo() {
    JsonNode link = mintAtEdge(60);
    long version = link.get("version").longValue();
    assertThat(api.patch(Api.path(link), "{\"url\": \"https://new.example/\"}").status())
        .isEqualTo(200);
    Api.Reply back = api.post(Api.path(link) + "/rollback", "{\"version\": %d}".formatted(version));
    assertThat(back.meta().path("edge").asString("")).isEqualTo("purged");
    assertThat(purgesOf(link)).isEqualTo(4);
    JsonNode other = mintAtEdge(60);
    List<JsonNode> lines =
        api.bulk(
            """
            {"op": "update", "id": "%s", "patch": {"url": "https://bulk.example/"}}
            {"op": "delete", "id": "%s"}
            """
                .formatted(link.get("id").stringValue(), other.get("id").stringValue()));
    assertThat(lines).allSatisfy(line -> assertThat(line.get("status").intValue()).isEqualTo(200));
    assertThat(purgesOf(link)).isEqualTo(6);
    assertThat(purgesOf(other)).isEqualTo(2);
  }

  @Test
  void aFailedPurgeIsPendingAndTriedAgain() {
    status = 500;
    JsonNode link = mintAtEdge(60);
    Api.Reply edited = pending.api().patch(Api.path(link), "{\"url\": \"https://new.example/\"}");
    assertThat(edited.status()).isEqualTo(200);
    assertThat(edited.meta().get("edge").stringValue()).isEqualTo("pending");
    assertThat(waitingPurges()).isEqualTo(1);
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> purges.size() >= 3);
    assertThat(
            waiting.database().number("SELECT count(*) FROM edge_purge WHERE failure LIKE '%500%'"))
        .isEqualTo(1);
    status = 200;
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waitingPurges() == 0);
  }

  @Test
  void aBulkRequestSaysOfWhichLinesTheEdgeWasNotTold() {
    status = 500;
    JsonNode kept = mintAtEdge(60);
    JsonNode other = api.mint("{\"url\": \"https://other.example/\"}");
    List<JsonNode> lines =
        api.bulk(
            """
            {"op": "delete", "id": "%s"}
            {"op": "delete", "id": "%s"}
            """
                .formatted(kept.get("id").stringValue(), other.get("id").stringValue()));
    assertThat(lines.getFirst().path("edge").asString("")).isEqualTo("pending");
    assertThat(lines.getLast().has("edge")).isFalse();
  }

  @Test
  void aFailedPurgeIsWaitedOutForLongerThanRequestsMayTake() {
    status = 500;
    JsonNode link = mintAtEdge(4);
    long start = System.nanoTime();
    Api.Reply edited = api.patch(Api.path(link), "{\"url\": \"https://new.example/\"}");
    assertThat(edited.status()).isEqualTo(200);
    assertThat(edited.meta().get("edge").stringValue()).isEqualTo("purged");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
  }

  @Test
  void whoWaitsIsAnsweredAsSoonAsSomebodyHasPurged() {
    status = 500;
    JsonNode link = mintAtEdge(250);
    Thread mender =
        Thread.ofVirtual()
            .start(() -> {
              Awaitility.await().until(() -> !purges.isEmpty());
              status = 200;
            });
    Api.Reply edited = api.patch(Api.path(link), "{\"url\": \"https://new.example/\"}");
    assertThat(mender.isAlive()).isFalse();
    assertThat(edited.meta().get("edge").stringValue()).isEqualTo("purged");
  }

  /** As a server leaves it that ends between a commit and its purge. */
  @Test
  void whatNobodyPurgedSomebodyElseDoes() {
    JsonNode link = mintAtEdge(60);
    waiting
        .database()
        .execute(
            "UPDATE link SET target = 'https://by-hand.example/' WHERE id = "
                + link.get("id").stringValue());
    assertThat(waitingPurges()).isEqualTo(1);
    waiting.database().execute("UPDATE edge_purge SET next_at = now()");
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> waitingPurges() == 0);
    assertThat(purgesOf(link)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aBlockedTargetIsPurged() {
    JsonNode link = api.mint("{\"url\": \"https://bad-at-the-edge.example/x\"}");
    keep(link, 60);
    JsonNode other = mintAtEdge(60);
    Api.Reply added =
        api.post(
            "/api/v1/blocklist",
            "{\"pattern\": \"bad-at-the-edge.example\", \"reason\": \"malware\"}");
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.meta().path("edge").asString("")).isEqualTo("purged");
    assertThat(purgesOf(link)).isEqualTo(2);
    assertThat(purgesOf(other)).isZero();
  }

  @Test
  void aLinkIsKeptAlwaysOrNeverAsItsOwnerWishes() {
    JsonNode link = api.mint("{\"url\": \"https://old.example/\", \"edge\": \"always\"}");
    Awaitility.await().until(() -> api.get(Api.path(link)).data().get("edgeTtl").asInt(0) == 300);
    JsonNode never = api.patch(Api.path(link), "{\"edge\": \"never\"}").data();
    assertThat(never.get("edgeTtl").isNull()).isTrue();
    TestClicks.insert(waiting.database(), "now()", link.get("id").stringValue(), "", 5000);
    JsonNode auto = api.mint("{\"url\": \"https://popular.example/\"}");
    // Three lots, for whoever looks at the first may have just begun to look.
    for (int lot = 0; lot < 3; lot++) {
      TestClicks.insert(waiting.database(), "now()", auto.get("id").stringValue(), "", 5000);
    }
    Awaitility.await().until(() -> api.get(Api.path(auto)).data().get("edgeTtl").isNumber());
    assertThat(api.get(Api.path(link)).data().get("edgeTtl").isNull()).isTrue();
  }

  @Test
  void aLinkWithALimitIsNeverKept() {
    assertThat(
            api.post("{\"url\": \"https://a.example/\", \"maxClicks\": 5, \"edge\": \"always\"}")
                .fields(ProblemType.INVALID_LINK))
        .containsExactly("edge");
    assertThat(
            api.post("{\"url\": \"https://a.example/\", \"edge\": \"sometimes\"}")
                .fields(ProblemType.INVALID_LINK))
        .containsExactly("edge");
    JsonNode link = api.mint("{\"url\": \"https://old.example/\", \"edge\": \"always\"}");
    Awaitility.await().until(() -> api.get(Api.path(link)).data().get("edgeTtl").isNumber());
    JsonNode limited = api.patch(Api.path(link), "{\"maxClicks\": 5}").data();
    assertThat(limited.get("edgeTtl").isNull()).isTrue();
    assertThat(limited.get("edge").stringValue()).isEqualTo("always");
  }
}
