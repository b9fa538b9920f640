package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.linecorp.armeria.common.HttpMethod;
import dev.carom.admin.Routes.Route;
import dev.carom.core.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A change with an {@code Idempotency-Key} is made once, and answered the same each time. */
class IdempotencyIT {

  private static final String REPLAYED = "idempotency-replayed";
  private static final String LINK = "{\"url\": \"https://example.com/\"}";

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  /** A request for a change. */
  private record Write(String method, String path, @Nullable String body) {

    HttpRequest.Builder request(Api client, String key) {
      return client
          .request(path)
          .header("Idempotency-Key", key)
          .header("Content-Type", "application/json")
          .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    Api.Reply send(String key) {
      return api.send(request(api, key));
    }
  }

  private static Write mint(String body) {
    return new Write("POST", LinkRoutes.LINKS, body);
  }

  private static Write mintWithCode() {
    return mint("{\"url\": \"https://example.com/\", \"code\": \"%s\"}".formatted(word()));
  }

  private static Write edit(String path, String url) {
    return new Write("PATCH", path, "{\"url\": \"%s\"}".formatted(url));
  }

  private static String word() {
    return UUID.randomUUID().toString();
  }

  private static String link() {
    return Api.path(api.mint(LINK));
  }

  private static String make(String path, String body) {
    Api.Reply reply = api.post(path, body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.header("location");
  }

  private static String newDomain() {
    return "{\"host\": \"%s.example\"}".formatted(word());
  }

  private static String newEntry() {
    return "{\"pattern\": \"%s.example\", \"reason\": \"spam\"}".formatted(word());
  }

  private static String newKey() {
    return "{\"name\": \"of a test\", \"role\": \"viewer\"}";
  }

  private static String edited() {
    String path = link();
    assertThat(api.patch(path, "{\"redirectStatus\": 307}").status()).isEqualTo(200);
    return path;
  }

  /** A change by each route that makes any. */
  private static Map<String, Supplier<Write>> writes() {
    Map<String, Supplier<Write>> writes = new HashMap<>();
    writes.put("POST " + LinkRoutes.LINKS, IdempotencyIT::mintWithCode);
    writes.put("PATCH " + LinkRoutes.LINK, () -> edit(link(), "https://example.com/2"));
    writes.put("DELETE " + LinkRoutes.LINK, () -> new Write("DELETE", link(), null));
    writes.put(
        "POST " + BlockRoutes.BLOCK,
        () -> new Write("POST", link() + "/block", "{\"reason\": \"spam\"}"));
    writes.put("POST " + BlockRoutes.UNBLOCK, () -> new Write("POST", link() + "/unblock", null));
    writes.put(
        "POST " + HistoryRoutes.ROLL_BACK,
        () -> new Write("POST", edited() + "/rollback", "{\"version\": 0}"));
    String entries = BlocklistRoutes.BLOCKLIST;
    writes.put("POST " + entries, () -> new Write("POST", entries, newEntry()));
    writes.put(
        "DELETE " + BlocklistRoutes.ENTRY,
        () -> new Write("DELETE", make(entries, newEntry()), null));
    String domains = DomainRoutes.DOMAINS;
    writes.put("POST " + domains, () -> new Write("POST", domains, newDomain()));
    writes.put(
        "PATCH " + DomainRoutes.DOMAIN,
        () -> new Write("PATCH", make(domains, newDomain()), "{\"rootUrl\": null}"));
    writes.put(
        "DELETE " + DomainRoutes.DOMAIN,
        () -> new Write("DELETE", make(domains, newDomain()), null));
    String keys = KeyRoutes.KEYS;
    writes.put("POST " + keys, () -> new Write("POST", keys, newKey()));
    writes.put(
        "POST " + KeyRoutes.ROTATE,
        () -> new Write("POST", make(keys, newKey()) + "/rotate", null));
    writes.put("DELETE " + KeyRoutes.KEY, () -> new Write("DELETE", make(keys, newKey()), null));
    return writes;
  }

  /** What is the same in every answer: all but how long the servers were waited for. */
  private static String text(Api.Reply reply) {
    return reply.text().replaceAll("\"waitedMillis\":\\d+", "");
  }

  private static void assertRepeats(Api.Reply first, Api.Reply again) {
    assertThat(first.status()).as(first.text()).isBetween(200, 201);
    assertThat(again.status()).as(again.text()).isEqualTo(first.status());
    assertThat(again.header(REPLAYED)).isEqualTo("true");
    assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
    for (String field : List.of("location", "etag", "content-type")) {
      assertThat(again.headers().allValues(field)).isEqualTo(first.headers().allValues(field));
    }
    assertThat(text(again))
        .isEqualTo(first.text().contains("\"key\":") ? kept(first) : text(first));
  }

  /** What is kept of an answer with a secret. */
  private static String kept(Api.Reply first) {
    return text(first).replaceFirst("\"key\":\"[^\"]+\"", "\"keyOmitted\":true");
  }

  private static long number(String sql) {
    return admin.database().number(sql);
  }

  private static long changes() {
    return number("SELECT count(*) FROM audit");
  }

  @Test
  void everyRouteThatChangesAnythingMakesAChangeOnce() {
    Map<String, Supplier<Write>> writes = writes();
    for (Route route : admin.server().routes()) {
      if (route.method() != HttpMethod.GET
          && route.method() != HttpMethod.HEAD
          && !route.path().equals(BulkRoute.BULK)) {
        String name = route.method() + " " + route.path();
        Supplier<Write> write = writes.remove(name);
        if (write == null) {
          fail("no change by %s is tried", name);
        } else {
          isMadeOnce(write.get());
        }
      }
    }
    assertThat(writes).as("of no route").isEmpty();
  }

  private static void isMadeOnce(Write write) {
    String key = word();
    Api.Reply first = write.send(key);
    assertThat(
            number(
                """
                SELECT count(*) FROM idempotency JOIN audit ON audit.xmin = idempotency.xmin
                WHERE audit.id = (SELECT max(id) FROM audit)\
                """))
        .as("answers in the transaction of %s", write)
        .isOne();
    long changes = changes();
    long ids = number("SELECT last_value FROM link_id");
    assertRepeats(first, write.send(key));
    api.send(write.request(api, key).header("If-Match", "*"))
        .problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
    assertThat(changes()).isEqualTo(changes);
    assertThat(number("SELECT last_value FROM link_id")).as("done in vain").isEqualTo(ids);
  }

  @Test
  void anAnswerIsThatOfTheFirstTime() {
    String key = word();
    Write write = mintWithCode();
    Api.Reply first = write.send(key);
    api.patch(first.header("location"), "{\"title\": \"later\", \"redirectStatus\": 301}");
    assertRepeats(first, write.send(key));
    String other = word();
    Write edit = edit(first.header("location"), "https://example.com/2");
    Api.Reply edited = edit.send(other);
    assertThat(edited.header("etag")).isEqualTo(api.get(edit.path()).header("etag"));
    api.delete(edit.path());
    assertRepeats(edited, edit.send(other));
    assertRepeats(first, write.send(key));
  }

  /** Some of these transactions begin the epoch; in the others a look at the leases was faster. */
  @Test
  void theFirstNumberOfAnEpochIsNoVersion() {
    for (int i = 0; i < 5; i++) {
      admin.database().execute("UPDATE installation SET incarnation = ''");
      Api.Reply minted = mint(LINK).send(word());
      assertThat(minted.data().get("version").longValue()).isZero();
      assertThat(minted.header("etag")).isEqualTo("\"0\"");
    }
  }

  @Test
  void aRepeatIsNotRefusedForTheTimeThatHasPassed() throws Exception {
    String key = word();
    Write write =
        mint(
            "{\"url\": \"https://example.com/\", \"expiresAt\": \"%s\"}"
                .formatted(Instant.now().plusMillis(1500)));
    Api.Reply first = write.send(key);
    Thread.sleep(2000);
    assertThat(api.get(first.header("location")).data().get("state").stringValue())
        .isEqualTo("expired");
    assertRepeats(first, write.send(key));
    write.send(word()).problem(ProblemType.INVALID_LINK);
  }

  @Test
  void whatChangesNothingIsAnsweredTheSameToo() {
    String path = link();
    for (Write write :
        List.of(
            new Write("PATCH", path, "{}"),
            new Write("DELETE", path, null),
            new Write("DELETE", path, null))) {
      String key = word();
      Api.Reply first = write.send(key);
      api.patch(path, "{\"redirectStatus\": 301}");
      assertRepeats(first, write.send(key));
      new Write("POST", path + "/unblock", null)
          .send(key)
          .problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
    }
  }

  @Test
  void aLinkThatWasFoundIsFoundAgain() {
    String body = "{\"url\": \"https://example.com/%s\", \"reuse\": true}".formatted(word());
    Api.Reply minted = mint(body).send(word());
    String key = word();
    Api.Reply found = mint(body).send(key);
    assertThat(List.of(minted.status(), found.status())).containsExactly(201, 200);
    assertThat(found.data().get("id")).isEqualTo(minted.data().get("id"));
    assertRepeats(found, mint(body).send(key));
  }

  @Test
  void anotherRequestUnderTheKeyIsRefused() {
    String key = word();
    Write write = mint(LINK);
    Api.Reply first = write.send(key);
    long links = admin.rows();
    for (Write other :
        List.of(
            mint("{\"url\": \"https://example.com/other\"}"),
            mint(LINK + " "),
            mint("{}"),
            new Write("POST", KeyRoutes.KEYS, LINK),
            new Write("DELETE", first.header("location"), null))) {
      Api.Reply refused = other.send(key);
      assertThat(refused.fields(ProblemType.IDEMPOTENCY_KEY_REUSED))
          .containsExactly("Idempotency-Key");
    }
    assertRepeats(first, write.send(key));
    assertThat(admin.rows()).isEqualTo(links);
    assertThat(mint(LINK).send(word()).status()).isEqualTo(201);
  }

  @Test
  void everybodyHasKeysOfTheirOwn() {
    String body = "{\"name\": \"the same name\", \"role\": \"editor\"}";
    String key = word();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Api other = api.with(api.post(KeyRoutes.KEYS, body).data().get("key").stringValue());
      Api.Reply reply = other.send(mint(LINK).request(other, key));
      assertThat(reply.headers().firstValue(REPLAYED)).isEmpty();
      ids.add(reply.data().get("id").stringValue());
    }
    ids.add(mint(LINK).send(key).data().get("id").stringValue());
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void whoMayNotMakeTheChangeIsNotToldOfItEither() {
    String key = word();
    Write write = mint(LINK);
    JsonNode made = api.post(KeyRoutes.KEYS, "{\"name\": \"editor\", \"role\": \"editor\"}").data();
    Api editor = api.with(made.get("key").stringValue());
    assertThat(editor.send(write.request(editor, key)).status()).isEqualTo(201);
    admin
        .database()
        .execute(
            "UPDATE api_key SET role = '%s' WHERE id = %s"
                .formatted(Role.VIEWER.text(), made.get("id").stringValue()));
    Awaitility.await().until(() -> editor.send(write.request(editor, key)).status() == 403);
  }

  @Test
  void aRefusalIsNotKept() {
    String host = word() + ".example";
    Write write = mint("{\"url\": \"https://%s/\"}".formatted(host));
    String entry =
        make(
            BlocklistRoutes.BLOCKLIST,
            "{\"pattern\": \"%s\", \"reason\": \"spam\"}".formatted(host));
    String key = word();
    long kept = number("SELECT count(*) FROM idempotency");
    write.send(key).problem(ProblemType.INVALID_LINK);
    write.send(key).problem(ProblemType.INVALID_LINK);
    Write taken = mintWithCode();
    taken.send(word());
    taken.send(key).problem(ProblemType.CODE_TAKEN);
    assertThat(number("SELECT count(*) FROM idempotency")).isEqualTo(kept + 1);
    api.delete(entry);
    assertRepeats(write.send(key), write.send(key));
  }

  @Test
  void aSecretIsToldOnceAndNotKept() {
    String key = word();
    Write write = new Write("POST", KeyRoutes.KEYS, newKey());
    JsonNode first = write.send(key).data();
    Write rotate =
        new Write("POST", KeyRoutes.KEYS + "/" + first.get("id").stringValue() + "/rotate", null);
    JsonNode rotated = rotate.send(key + "2").data();
    for (JsonNode told : List.of(first, rotated)) {
      String secret = told.get("key").stringValue();
      assertThat(
              number(
                  "SELECT count(*) FROM idempotency AS row WHERE row::text LIKE '%%%s%%'"
                      .formatted(secret.substring(14))))
          .isZero();
    }
    for (JsonNode again : List.of(write.send(key).data(), rotate.send(key + "2").data())) {
      assertThat(again.has("key")).isFalse();
      assertThat(again.get("keyOmitted").booleanValue()).isTrue();
      assertThat(again.get("id")).isEqualTo(first.get("id"));
    }
    assertThat(rotate.send(key + "2").data().get("prefix")).isEqualTo(rotated.get("prefix"));
    assertThat(api.with(rotated.get("key").stringValue()).get(LinkRoutes.LINKS).status())
        .isEqualTo(200);
  }

  @Test
  void whoAsksAtTheSameTimeIsAnsweredTheSame() throws Exception {
    for (int round = 0; round < 5; round++) {
      String path = link();
      for (Write write :
          List.of(
              mint(LINK),
              mintWithCode(),
              edit(path, "https://example.com/" + round),
              new Write("POST", KeyRoutes.KEYS, newKey()),
              new Write("POST", make(KeyRoutes.KEYS, newKey()) + "/rotate", null),
              new Write("DELETE", make(DomainRoutes.DOMAINS, newDomain()), null),
              new Write("DELETE", path, null))) {
        long changes = changes();
        List<Api.Reply> replies = atOnce(write, 8);
        assertThat(changes()).as(write.toString()).isEqualTo(changes + 1);
        List<Api.Reply> first =
            replies.stream().filter(r -> r.headers().firstValue(REPLAYED).isEmpty()).toList();
        assertThat(first).as(replies.toString()).hasSize(1);
        replies.remove(first.getFirst());
        replies.forEach(again -> assertRepeats(first.getFirst(), again));
      }
    }
  }

  private static List<Api.Reply> atOnce(Write write, int clients) throws Exception {
    String key = word();
    CyclicBarrier together = new CyclicBarrier(clients);
    List<Future<Api.Reply>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        asked.add(
            threads.submit(() -> {
              together.await();
              return write.send(key);
            }));
      }
    }
    List<Api.Reply> replies = new ArrayList<>();
    for (Future<Api.Reply> reply : asked) {
      replies.add(reply.get());
    }
    return replies;
  }

  @Test
  void anAnswerThatNobodyReadIsGivenToTheNext() throws Exception {
    String key = word();
    String body = "{\"url\": \"https://example.com/\", \"code\": \"%s\"}".formatted(word());
    Write write = mint(body);
    long links = admin.rows();
    long kept = number("SELECT count(*) FROM idempotency");
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write(rawMint(key, body));
    }
    Awaitility.await().until(() -> number("SELECT count(*) FROM idempotency") == kept + 1);
    Api.Reply reply = write.send(key);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header(REPLAYED)).isEqualTo("true");
    assertThat(reply.data()).isEqualTo(api.get(reply.header("location")).data());
    assertThat(reply.header("etag")).isEqualTo(api.get(reply.header("location")).header("etag"));
    assertThat(admin.rows()).isEqualTo(links + 1);
  }

  /** As if the server had ended between the commit and its answer. */
  @Test
  void aRepeatWaitsForTheServersAgain() throws Exception {
    Write write = edit(link(), "https://example.com/2");
    Write mint = mintWithCode();
    String key = word();
    long changes;
    try (SlowServer slow = new SlowServer()) {
      for (Write one : List.of(write, mint)) {
        one.send(key + one.method()).problem(ProblemType.UNAVAILABLE);
      }
      changes = changes();
      mint.send(key + mint.method()).problem(ProblemType.UNAVAILABLE);
      slow.applies();
      Api.Reply reply = write.send(key + write.method());
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      assertThat(reply.header(REPLAYED)).isEqualTo("true");
      assertThat(reply.meta().get("propagation").get("servers").intValue()).isOne();
      assertThat(reply.data()).isEqualTo(api.get(write.path()).data());
      assertThat(mint.send(key + mint.method()).status()).isEqualTo(201);
    }
    assertThat(changes()).isEqualTo(changes);
  }

  /** A redirect server that is alive, and does not get to apply changes. */
  private static final class SlowServer implements AutoCloseable {

    private final ScheduledExecutorService renewal = Executors.newScheduledThreadPool(1);

    SlowServer() {
      admin
          .database()
          .execute(
              """
              INSERT INTO lease (server, renewals, applied, live, name, renewed_at)
              VALUES (gen_random_uuid(), 1, 0, true, 'slow', now())\
              """);
      var _ =
          renewal.scheduleWithFixedDelay(
              () -> admin.database().execute("UPDATE lease SET renewals = renewals + 1"),
              0,
              200,
              TimeUnit.MILLISECONDS);
    }

    void applies() {
      admin.database().execute("UPDATE lease SET applied = 9000000000000000");
    }

    @Override
    public void close() {
      renewal.close();
      admin.database().execute("DELETE FROM lease");
    }
  }

  @Test
  void anAnswerIsKeptForADay() {
    String key = word();
    Write write = mint(LINK);
    Api.Reply first = write.send(key);
    age("23 hours 59 minutes");
    assertRepeats(first, write.send(key));
    age("1 minute");
    // Older ones go first, so that this one is still there, and of no effect.
    admin
        .database()
        .execute(
            """
            INSERT INTO idempotency (created_at, status, id, request, body)
            SELECT now() - interval '2 days', 200, sha256(n::text::bytea), sha256(''), '{}'
            FROM generate_series(1, 25) AS n\
            """);
    Write other = mint("{\"url\": \"https://example.com/a-day-later\"}");
    Api.Reply second = other.send(key);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.data().get("id")).isNotEqualTo(first.data().get("id"));
    assertRepeats(second, other.send(key));
    for (int i = 0; i < 50 && old() > 0; i++) {
      mint(LINK).send(word());
    }
    assertThat(old()).isZero();
    assertRepeats(second, other.send(key));
  }

  private static void age(String interval) {
    admin
        .database()
        .execute(
            "UPDATE idempotency SET created_at = created_at - interval '%s'".formatted(interval));
  }

  private static long old() {
    return number(
        "SELECT count(*) FROM idempotency WHERE created_at < now() - interval '24 hours'");
  }

  @Test
  void aRequestWithoutAKeyKeepsNothing() {
    long kept = number("SELECT count(*) FROM idempotency");
    writes()
        .forEach((route, write) -> {
          Write plain = write.get();
          Api.Reply reply =
              api.send(
                  api.request(plain.path())
                      .header("Content-Type", "application/json")
                      .method(
                          plain.method(),
                          plain.body() == null
                              ? BodyPublishers.noBody()
                              : BodyPublishers.ofString(plain.body())));
          assertThat(reply.status()).as(route).isBetween(200, 201);
        });
    assertThat(number("SELECT count(*) FROM idempotency")).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "ä", "a\tb", "a\r\nIdempotency-Key: b"})
  void aKeyThatCannotBeReadIsRefused(String key) throws Exception {
    refused(key);
  }

  @Test
  void aKeyHas255CharactersAtMost() throws Exception {
    assertThat(mint(LINK).send("x y\"".repeat(63) + "xyz").status()).isEqualTo(201);
    refused("x".repeat(256));
  }

  private static String rawMint(String key, String body) {
    return """
    POST %s HTTP/1.1\r
    Host: x\r
    Connection: close\r
    Authorization: Bearer %s\r
    Idempotency-Key: %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(LinkRoutes.LINKS, TestAdmin.KEY, key, body.length(), body);
  }

  private static void refused(String key) throws Exception {
    long links = admin.rows();
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write(rawMint(key, LINK));
      assertThat(raw.readToEnd())
          .startsWith("HTTP/1.1 400 ")
          .contains(ProblemType.BAD_REQUEST.uri(), "\"field\":\"Idempotency-Key\"");
    }
    assertThat(admin.rows()).isEqualTo(links);
  }
}
