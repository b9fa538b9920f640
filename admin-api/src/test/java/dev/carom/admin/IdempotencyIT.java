package dev.carom.admin;

import static dev.carom.admin.TestWrites.LINK;
import static dev.carom.admin.TestWrites.REPLAYED;
import static dev.carom.admin.TestWrites.assertRepeats;
import static dev.carom.admin.TestWrites.newKey;
import static dev.carom.admin.TestWrites.rawMint;
import static dev.carom.admin.TestWrites.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.linecorp.armeria.common.HttpMethod;
import dev.carom.admin.Routes.Route;
import dev.carom.admin.TestWrites.Write;
import dev.carom.core.access.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A change with an {@code Idempotency-Key} is made once, and answered the same each time. */
class IdempotencyIT {

  private static TestAdmin admin;
  private static Api api;
  private static TestWrites writes;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    api = admin.api();
    writes = new TestWrites(api);
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static long number(String sql) {
    return admin.database().number(sql);
  }

  private static long changes() {
    return number("SELECT count(*) FROM audit");
  }

  @Test
  void everyRouteThatChangesAnythingMakesAChangeOnce() {
    Map<String, Supplier<Write>> untried = writes.all();
    for (Route route : admin.server().routes()) {
      if (route.method() != HttpMethod.GET
          && route.method() != HttpMethod.HEAD
          && !route.path().equals(BulkRoute.BULK)
          && !route.path().equals(EdgeLogRoutes.EDGE_LOGS)) {
        String name = route.method() + " " + route.path();
        Supplier<Write> write = untried.remove(name);
        if (write == null) {
          fail("no change by %s is tried", name);
        } else {
          isMadeOnce(write.get());
        }
      }
    }
    assertThat(untried).as("of no route").isEmpty();
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
    api.send(write.request(key).header("If-Match", "*"))
        .problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
    assertThat(changes()).isEqualTo(changes);
    assertThat(number("SELECT last_value FROM link_id")).as("done in vain").isEqualTo(ids);
  }

  @Test
  void anAnswerIsThatOfTheFirstTime() {
    String key = word();
    Write write = writes.mintWithCode();
    Api.Reply first = write.send(key);
    api.patch(first.header("location"), "{\"title\": \"later\", \"redirectStatus\": 301}");
    assertRepeats(first, write.send(key));
    String other = word();
    Write edit = writes.edit(first.header("location"), "https://example.com/2");
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
      Api.Reply minted = writes.mint(LINK).send(word());
      assertThat(minted.data().get("version").longValue()).isZero();
      assertThat(minted.header("etag")).isEqualTo("\"0\"");
    }
  }

  @Test
  void aRepeatIsNotRefusedForTheTimeThatHasPassed() throws Exception {
    String key = word();
    Write write =
        writes.mint(
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
    String path = writes.link();
    for (Write write :
        List.of(
            writes.write("PATCH", path, "{}"),
            writes.write("DELETE", path, null),
            writes.write("DELETE", path, null))) {
      String key = word();
      Api.Reply first = write.send(key);
      api.patch(path, "{\"redirectStatus\": 301}");
      assertRepeats(first, write.send(key));
      writes
          .write("POST", path + "/unblock", null)
          .send(key)
          .problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
    }
  }

  @Test
  void aLinkThatWasFoundIsFoundAgain() {
    Write write =
        writes.mint("{\"url\": \"https://example.com/%s\", \"reuse\": true}".formatted(word()));
    Api.Reply minted = write.send(word());
    String key = word();
    Api.Reply found = write.send(key);
    assertThat(List.of(minted.status(), found.status())).containsExactly(201, 200);
    assertThat(found.data().get("id")).isEqualTo(minted.data().get("id"));
    assertRepeats(found, write.send(key));
  }

  @Test
  void anotherRequestUnderTheKeyIsRefused() {
    String key = word();
    Write write = writes.mint(LINK);
    Api.Reply first = write.send(key);
    long links = admin.rows();
    for (Write other :
        List.of(
            writes.mint("{\"url\": \"https://example.com/other\"}"),
            writes.mint(LINK + " "),
            writes.mint("{}"),
            writes.write("POST", KeyRoutes.KEYS, LINK),
            writes.write("DELETE", first.header("location"), null))) {
      Api.Reply refused = other.send(key);
      assertThat(refused.fields(ProblemType.IDEMPOTENCY_KEY_REUSED))
          .containsExactly("Idempotency-Key");
    }
    assertRepeats(first, write.send(key));
    assertThat(admin.rows()).isEqualTo(links);
    assertThat(writes.mint(LINK).send(word()).status()).isEqualTo(201);
  }

  @Test
  void everybodyHasKeysOfTheirOwn() {
    String body = "{\"name\": \"the same name\", \"role\": \"editor\"}";
    String key = word();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Api other = api.with(api.post(KeyRoutes.KEYS, body).data().get("key").stringValue());
      Api.Reply reply = writes.mint(LINK).by(other).send(key);
      assertThat(reply.headers().firstValue(REPLAYED)).isEmpty();
      ids.add(reply.data().get("id").stringValue());
    }
    ids.add(writes.mint(LINK).send(key).data().get("id").stringValue());
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void whoMayNotMakeTheChangeIsNotToldOfItEither() {
    String key = word();
    JsonNode made = api.post(KeyRoutes.KEYS, "{\"name\": \"editor\", \"role\": \"editor\"}").data();
    Write write = writes.mint(LINK).by(api.with(made.get("key").stringValue()));
    assertThat(write.send(key).status()).isEqualTo(201);
    admin
        .database()
        .execute(
            "UPDATE api_key SET role = '%s' WHERE id = %s"
                .formatted(Role.VIEWER.text(), made.get("id").stringValue()));
    Awaitility.await().until(() -> write.send(key).status() == 403);
  }

  @Test
  void aRefusalIsNotKept() {
    String host = word() + ".example";
    Write write = writes.mint("{\"url\": \"https://%s/\"}".formatted(host));
    String entry =
        writes.make(
            BlocklistRoutes.BLOCKLIST,
            "{\"pattern\": \"%s\", \"reason\": \"spam\"}".formatted(host));
    String key = word();
    long kept = number("SELECT count(*) FROM idempotency");
    write.send(key).problem(ProblemType.INVALID_LINK);
    write.send(key).problem(ProblemType.INVALID_LINK);
    Write taken = writes.mintWithCode();
    taken.send(word());
    taken.send(key).problem(ProblemType.CODE_TAKEN);
    assertThat(number("SELECT count(*) FROM idempotency")).isEqualTo(kept + 1);
    api.delete(entry);
    assertRepeats(write.send(key), write.send(key));
  }

  @Test
  void aSecretIsToldOnceAndNotKept() {
    String key = word();
    Write write = writes.write("POST", KeyRoutes.KEYS, newKey());
    JsonNode first = write.send(key).data();
    Write rotate =
        writes.write(
            "POST", KeyRoutes.KEYS + "/" + first.get("id").stringValue() + "/rotate", null);
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
  void aRequestWithoutAKeyKeepsNothing() {
    long kept = number("SELECT count(*) FROM idempotency");
    writes
        .all()
        .forEach((route, write) -> {
          Api.Reply reply = api.send(write.get().plain());
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
    assertThat(writes.mint(LINK).send("x y\"".repeat(63) + "xyz").status()).isEqualTo(201);
    refused("x".repeat(256));
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
