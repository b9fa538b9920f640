package dev.carom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Bulk requests that are sent again with their {@code Idempotency-Key}. */
@Timeout(120)
class BulkRepeatIT {

  private static final Pattern RESULT = Pattern.compile("\"line\":(\\d+),.*\"id\":\"(\\d+)\"");

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin =
        TestAdmin.start(Map.of("admin.bulk-stall-timeout", "2s", "admin.max-bulk-lines", "5000"));
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static Api.Reply send(Api by, String key, String lines) {
    return by.send(
        by.request(BulkRoute.BULK)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(lines)));
  }

  private static List<JsonNode> bulk(Api by, String key, String lines) {
    Api.Reply reply = send(by, key, lines);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.lines();
  }

  private static List<JsonNode> bulk(String key, String lines) {
    return bulk(api, key, lines);
  }

  private static String creates(String prefix, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> create(prefix + i))
        .collect(Collectors.joining());
  }

  private static String create(String path) {
    return "{\"url\": \"https://example.com/%s\"}\n".formatted(path);
  }

  private static List<Integer> statuses(List<JsonNode> results) {
    return results.stream().map(result -> result.get("status").intValue()).toList();
  }

  private static List<Integer> lines(List<JsonNode> results) {
    return results.stream().map(result -> result.get("line").intValue()).toList();
  }

  private static List<String> ids(List<JsonNode> results) {
    return results.stream().map(BulkRepeatIT::id).toList();
  }

  private static String id(JsonNode result) {
    assertThat(result.get("data")).as("%s", result).isNotNull();
    return result.get("data").get("id").stringValue();
  }

  private static long links(String prefix) {
    return admin
        .database()
        .number(
            "SELECT count(*) FROM link WHERE target LIKE 'https://example.com/%s%%'"
                .formatted(prefix));
  }

  private static List<Integer> range(int to) {
    return IntStream.rangeClosed(1, to).boxed().toList();
  }

  /** Sends lines, reads results up to a line, and leaves; returns the links of those results. */
  private static Map<Integer, String> cut(String key, String lines, int all, int after)
      throws IOException {
    byte[] body = lines.getBytes(UTF_8);
    String head =
        """
        POST %s HTTP/1.1\r
        Host: x\r
        Authorization: Bearer %s\r
        Idempotency-Key: %s\r
        Content-Type: application/x-ndjson\r
        Content-Length: %d\r
        \r
        """
            .formatted(BulkRoute.BULK, TestAdmin.KEY, key, all);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      CompletableFuture<Void> _ =
          CompletableFuture.runAsync(() -> write(socket, body), Thread::startVirtualThread);
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      Map<Integer, String> links = new HashMap<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Matcher result = RESULT.matcher(line);
        if (result.find()) {
          links.put(Integer.valueOf(result.group(1)), result.group(2));
        }
        if (links.containsKey(after)) {
          socket.setSoLinger(true, 0);
          return links;
        }
      }
      throw new AssertionError("no result of line " + after);
    }
  }

  private static void write(Socket socket, byte[] body) {
    try {
      socket.getOutputStream().write(body);
    } catch (IOException _) {
      // Whoever reads has left.
    }
  }

  /** Sends lines until no earlier request with the key is at them any more. */
  private static List<JsonNode> repeat(String key, String lines) {
    List<List<JsonNode>> last = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          last.add(bulk(key, lines));
          return !statuses(last.getLast()).contains(409);
        });
    return last.getLast();
  }

  @Test
  void aRequestThatWasCutGoesOn() throws IOException {
    String lines = creates("cut/", 1, 3500);
    Map<Integer, String> before =
        cut("cut", creates("cut/", 1, 2600), lines.getBytes(UTF_8).length, 1000);
    assertThat(before).hasSizeGreaterThanOrEqualTo(1000);
    List<JsonNode> results = repeat("cut", lines);
    assertThat(lines(results)).isEqualTo(range(3500));
    assertThat(statuses(results)).containsOnly(201);
    assertThat(links("cut/")).isEqualTo(3500);
    before.forEach((line, id) -> assertThat(id(results.get(line - 1))).isEqualTo(id));
    assertThat(ids(results)).doesNotHaveDuplicates();
  }

  @Test
  void operationsAreDoneOnce() {
    String lines =
        """
        {"url": "https://example.com/once/1", "code": "once-1"}
        {"op": "update", "code": "once-1", "patch": {"title": "One"}}

        {"url": "https://example.com/once/2", "code": "once-1"}
        {"op": "update", "code": "once-1", "patch": {"title": "Two"}, "ifMatch": 1}
        {"op": "update", "code": "once-1", "patch": {"url": "https://example.com/once/3"}}
        nothing
        {"url": "https://example.com/once/4", "reuse": true}
        {"op": "delete", "code": "once-1"}
        """;
    List<JsonNode> first = bulk("once", lines);
    assertThat(statuses(first)).containsExactly(201, 200, 409, 412, 200, 400, 201, 200);
    long changes = admin.database().number("SELECT count(*) FROM link_change");
    long audited = admin.database().number("SELECT count(*) FROM audit");
    List<JsonNode> again = bulk("once", lines);
    assertThat(statuses(again)).isEqualTo(statuses(first));
    assertThat(lines(again)).isEqualTo(lines(first));
    String rows = "SELECT hashtext(string_agg(xmin::text, ',')) FROM idempotency_batch";
    long before = admin.database().number(rows);
    assertThat(statuses(bulk("once", lines))).isEqualTo(statuses(first));
    assertThat(admin.database().number(rows)).as("rows written by a repeat").isEqualTo(before);
    for (int line : List.of(0, 1, 4, 6, 7)) {
      assertThat(id(again.get(line))).isEqualTo(id(first.get(line)));
    }
    assertThat(again.getFirst().get("data").get("state").stringValue()).isEqualTo("deleted");
    assertThat(admin.database().number("SELECT count(*) FROM link_change")).isEqualTo(changes);
    assertThat(admin.database().number("SELECT count(*) FROM audit")).isEqualTo(audited);
  }

  /** It might be done behind those that came after it. */
  @Test
  void whatWasRefusedRemainsRefused() {
    String lines =
        create("no/1") + "{\"url\": \"https://example.com/no/2\", \"domain\": \"no.example\"}\n";
    List<JsonNode> first = bulk("no", lines);
    assertThat(statuses(first)).containsExactly(201, 422);
    assertThat(api.post(DomainRoutes.DOMAINS, "{\"host\": \"no.example\"}").status())
        .isEqualTo(201);
    List<JsonNode> again = bulk("no", lines);
    assertThat(statuses(again)).containsExactly(201, 422);
    for (String field : List.of("type", "title", "detail", "errors")) {
      assertThat(again.get(1).get("error").get(field))
          .isEqualTo(first.get(1).get("error").get(field));
    }
    assertThat(links("no/")).isEqualTo(1);
  }

  /** Of a batch whose first transaction was committed, and the second was not. */
  @Test
  void halfABatchIsCompleted() {
    String lines =
        """
        {"url": "https://example.com/half/1", "code": "half"}
        {"op": "update", "code": "half", "patch": {"url": "https://example.com/half/2"}}
        {"url": "https://example.com/half/3"}
        """;
    List<JsonNode> first = new ArrayList<>();
    failing(
        "link",
        "NEW.target = 'https://example.com/half/2'",
        () -> first.addAll(bulk("half", lines)));
    assertThat(statuses(first)).containsExactly(201, 503, 201);
    List<JsonNode> again = bulk("half", lines);
    assertThat(statuses(again)).containsExactly(201, 200, 201);
    assertThat(id(again.get(0))).isEqualTo(id(first.get(0)));
    assertThat(id(again.get(2))).isEqualTo(id(first.get(2)));
    assertThat(links("half/")).isEqualTo(2);
  }

  private static void failing(String on, String when, Runnable meanwhile) {
    admin
        .database()
        .execute(
            """
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
            CREATE TRIGGER fail BEFORE UPDATE ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION fail();
            """
                .formatted(on, when));
    try {
      meanwhile.run();
    } finally {
      admin.database().execute("DROP FUNCTION fail() CASCADE");
    }
  }

  /** For it would be done before what failed. */
  @Test
  void nothingIsDoneBehindWhatFailed() {
    String update =
        "{\"op\": \"update\", \"code\": \"after\", \"patch\": {\"url\": \"https://example.com/after/%s\"}}\n";
    String lines =
        "{\"url\": \"https://example.com/after/1\", \"code\": \"after\"}\n"
            + update.formatted("fails")
            + update.formatted("same-batch")
            + creates("behind/", 1, 1200)
            + update.formatted("last");
    failing(
        "link",
        "NEW.target = 'https://example.com/after/fails'",
        () -> {
          List<JsonNode> first = bulk("after", lines);
          assertThat(statuses(first).subList(0, 3)).containsExactly(201, 503, 503);
          assertThat(first).hasSizeLessThanOrEqualTo(1001);
        });
    assertThat(links("behind/")).isLessThan(1000);
    List<JsonNode> again = bulk("after", lines);
    assertThat(lines(again)).isEqualTo(range(1204));
    assertThat(statuses(again)).isSubsetOf(200, 201);
    assertThat(links("behind/")).isEqualTo(1200);
    assertThat(links("after/last")).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeKeptIsNotTold() {
    String lines = create("told/1") + "{\"url\": 1}\n";
    failing(
        "idempotency_batch",
        "NEW.refused IS NOT NULL",
        () -> assertThat(statuses(bulk("told", lines))).containsExactly(201, 503));
    failing(
        "idempotency_batch",
        "NEW.refused IS NOT NULL",
        () -> assertThat(statuses(bulk("told, all", create("told/2")))).containsExactly(201, 503));
    assertThat(statuses(bulk("told", lines))).containsExactly(201, 422);
    assertThat(statuses(bulk("told, all", create("told/2")))).containsExactly(201);
    assertThat(links("told/")).isEqualTo(2);
  }

  /** Blank lines are a batch's too, and many of them are short. */
  @Test
  void aBatchOfBlankLinesIsNoRoomForOthers() {
    String blank = "\n".repeat(4000) + create("blank/1");
    assertThat(statuses(bulk("blank", blank))).containsExactly(201);
    List<JsonNode> others = bulk("blank", creates("blank/", 2, 4500));
    assertThat(statuses(others)).containsOnly(422).hasSize(1000);
    assertThat(links("blank/")).isEqualTo(1);
  }

  @Test
  void linesMayBeAdded() {
    List<JsonNode> first = bulk("added", creates("added/", 1, 10));
    List<JsonNode> again = bulk("added", creates("added/", 1, 1500));
    assertThat(lines(again)).isEqualTo(range(1500));
    assertThat(ids(again).subList(0, 10)).isEqualTo(ids(first));
    assertThat(links("added/")).isEqualTo(1500);
  }

  @Test
  void otherLinesAreAnotherRequest() {
    List<JsonNode> first = bulk("other", creates("other/", 1, 1200));
    for (String lines :
        List.of(
            creates("other/", 1, 999) + create("other/x"),
            creates("other/", 1, 700),
            "\n" + creates("other/", 1, 1200))) {
      List<JsonNode> again = bulk("other", lines);
      assertThat(statuses(again)).containsOnly(422);
      assertThat(again.getFirst().get("error").get("type").stringValue())
          .isEqualTo("urn:carom:problem:idempotency-key-reused");
    }
    List<JsonNode> changed = bulk("other", creates("other/", 1, 1100) + creates("other/x", 1, 100));
    assertThat(statuses(changed).subList(0, 1000)).containsOnly(201);
    assertThat(statuses(changed).subList(1000, 1200)).containsOnly(422);
    assertThat(ids(changed.subList(0, 1000))).isEqualTo(ids(first.subList(0, 1000)));
    assertThat(links("other/")).isEqualTo(1200);
  }

  @Test
  void twoAtOnceDoEachLineOnce() {
    String lines = creates("two/", 1, 5000);
    List<CompletableFuture<List<JsonNode>>> both =
        List.of(
            CompletableFuture.supplyAsync(() -> bulk("two", lines), Thread::startVirtualThread),
            CompletableFuture.supplyAsync(() -> bulk("two", lines), Thread::startVirtualThread));
    for (CompletableFuture<List<JsonNode>> one : both) {
      List<Integer> statuses = statuses(one.join());
      assertThat(statuses).isSubsetOf(201, 409);
      assertThat(statuses.size() == 5000 || statuses.getLast() == 409).isTrue();
    }
    assertThat(links("two/")).isEqualTo(5000);
    assertThat(statuses(repeat("two", lines))).containsOnly(201);
    assertThat(links("two/")).isEqualTo(5000);
  }

  @Test
  void linesBeyondTheLimitAreNoneOfTheRequest() {
    String lines = creates("limit/", 1, 5001);
    List<JsonNode> first = bulk("limit", lines);
    assertThat(statuses(first.subList(0, 5000))).containsOnly(201);
    assertThat(statuses(first.subList(5000, first.size()))).containsExactly(413);
    List<JsonNode> again = bulk("limit", lines);
    assertThat(statuses(again)).isEqualTo(statuses(first));
    assertThat(links("limit/")).isEqualTo(5000);
    assertThat(admin.database().number("SELECT max(last_line) FROM idempotency_batch"))
        .isEqualTo(5000);
  }

  @Test
  void anotherServerGoesOn() {
    List<JsonNode> first = bulk("server", creates("server/", 1, 1500));
    try (TestAdmin other = TestAdmin.start(admin.database(), Map.of())) {
      List<JsonNode> again = bulk(other.api(), "server", creates("server/", 1, 2500));
      assertThat(ids(again).subList(0, 1500)).isEqualTo(ids(first));
      assertThat(again).hasSize(2500);
    }
    assertThat(links("server/")).isEqualTo(2500);
  }

  @Test
  void aKeyIsOneRequestsAndOneClients() {
    bulk("mine", create("mine/1"));
    new TestWrites(api)
        .mint("{\"url\": \"https://example.com/mine/2\"}")
        .send("mine")
        .problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
    new TestWrites(api).mint(TestWrites.LINK).send("single");
    send(api, "single", create("mine/3")).problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
    String editor = "{\"name\": \"x\", \"role\": \"%s\"}".formatted(Role.EDITOR.text());
    Api other = api.with(api.post(KeyRoutes.KEYS, editor).data().get("key").stringValue());
    assertThat(statuses(bulk(other, "mine", create("mine/4")))).containsExactly(201);
    assertThat(links("mine/")).isEqualTo(2);
  }

  @Test
  void aKeyThatCannotBeReadIsRefused() {
    for (String key : List.of("", "k".repeat(256))) {
      send(api, key, create("bad/")).problem(ProblemType.BAD_REQUEST);
    }
    assertThat(links("bad/")).isZero();
  }

  @Test
  void afterADayAKeyIsNew() {
    List<JsonNode> first = bulk("day", creates("day/", 1, 3));
    admin
        .database()
        .execute("UPDATE idempotency SET created_at = created_at - interval '24 hours'");
    List<JsonNode> next = bulk("day", creates("day/", 2, 4));
    assertThat(statuses(next)).containsOnly(201);
    assertThat(ids(next)).doesNotContainAnyElementsOf(ids(first));
    assertThat(links("day/")).isEqualTo(6);
  }

  /** Whoever was answered 503 may ask again, and is told when it is known. */
  @Test
  void whatWasDoneIsWaitedForAgain() {
    String lines =
        """
        {"url": "https://example.com/wait/1", "code": "wait"}
        {"op": "update", "code": "wait", "patch": {"url": "https://example.com/wait/2"}}
        """;
    assertThat(statuses(bulk("wait", lines))).containsExactly(201, 200);
    try (SlowServer server = new SlowServer(admin.database())) {
      assertThat(statuses(bulk("wait", lines))).containsExactly(503, 503);
      server.applies();
      assertThat(statuses(bulk("wait", lines))).containsExactly(201, 200);
    }
  }
}
