package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carom.admin.Routes.Route;
import dev.carom.core.access.Permission;
import dev.carom.core.access.Role;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Keys are made, rotated and revoked, and open what their roles say and nothing else. */
class KeysIT {

  /** A moment, and what a slow machine needs besides. */
  private static final Duration PATIENCE = Authenticator.MOMENT.plusSeconds(3);

  private static final String OWN = "{\"name\": \"%s\", \"role\": \"%s\"}";

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

  private static JsonNode make(String name, Role role) {
    Api.Reply reply = create(OWN.formatted(name, role.text()));
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.data();
  }

  private static Api.Reply create(String body) {
    return api.post(KeyRoutes.KEYS, body);
  }

  private static String path(JsonNode key) {
    return KeyRoutes.KEYS + "/" + key.get("id").stringValue();
  }

  private static Api with(JsonNode key) {
    return api.with(key.get("key").stringValue());
  }

  @Test
  void aKeyIsShownOnceAndOpensTheApi() {
    Api.Reply made = create(OWN.formatted("  Spring campaign ", "editor"));
    JsonNode key = made.data();
    assertThat(made.header("location")).isEqualTo(path(key));
    String secret = key.get("key").stringValue();
    assertThat(secret).matches("carom_[A-Za-z0-9_-]{43}");
    assertThat(key.get("name").stringValue()).isEqualTo("Spring campaign");
    assertThat(key.get("role").stringValue()).isEqualTo("editor");
    assertThat(key.get("state").stringValue()).isEqualTo("active");
    assertThat(key.get("expiresAt").isNull()).isTrue();
    assertThat(key.get("lastUsedAt").isNull()).isTrue();
    assertThat(secret).startsWith(key.get("prefix").stringValue());
    assertThat(key.get("prefix").stringValue()).hasSize(14);
    assertThat(with(key).post("{\"url\": \"https://example.com/\"}").status()).isEqualTo(201);
    JsonNode read = api.get(path(key)).data();
    assertThat(read.has("key")).isFalse();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !api.get(path(key)).data().get("lastUsedAt").isNull());
    assertThat(api.get(KeyRoutes.KEYS).text()).contains("Spring campaign").doesNotContain(secret);
  }

  @Test
  void aKeyIsNotInTheDatabase() {
    String secret = make("kept", Role.VIEWER).get("key").stringValue();
    assertThat(
            admin
                .database()
                .number(
                    "SELECT count(*) FROM api_key AS row WHERE row::text LIKE '%%%s%%'"
                        .formatted(secret.substring(14))))
        .isZero();
    assertThat(
            admin
                .database()
                .number(
                    "SELECT count(*) FROM api_key WHERE digest = sha256('%s')".formatted(secret)))
        .isOne();
  }

  @Test
  void aRevokedKeyOpensNothing() {
    JsonNode key = make("to be revoked", Role.ADMIN);
    assertThat(with(key).get(LinkRoutes.LINKS).status()).isEqualTo(200);
    JsonNode revoked = with(key).delete(path(key)).data();
    assertThat(revoked.get("state").stringValue()).isEqualTo("revoked");
    with(key).get(LinkRoutes.LINKS).problem(ProblemType.UNAUTHORIZED);
    JsonNode again = api.delete(path(key)).data();
    assertThat(again.get("revokedAt")).isEqualTo(revoked.get("revokedAt"));
    api.send("POST", path(key) + "/rotate").problem(ProblemType.KEY_NOT_VALID);
  }

  @Test
  void aKeyThatAnotherServerRevokesOpensNothingAMomentLater() {
    JsonNode key = make("revoked elsewhere", Role.VIEWER);
    assertThat(with(key).get(LinkRoutes.LINKS).status()).isEqualTo(200);
    admin
        .database()
        .execute("UPDATE api_key SET revoked_at = now() WHERE id = " + key.get("id").stringValue());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> with(key).get(LinkRoutes.LINKS).status() == 401);
  }

  @Test
  void anExpiredKeyOpensNothing() {
    JsonNode key = make("short", Role.VIEWER);
    assertThat(with(key).get(LinkRoutes.LINKS).status()).isEqualTo(200);
    admin
        .database()
        .execute("UPDATE api_key SET expires_at = now() WHERE id = " + key.get("id").stringValue());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> with(key).get(LinkRoutes.LINKS).status() == 401);
    assertThat(api.get(path(key)).data().get("state").stringValue()).isEqualTo("expired");
    api.send("POST", path(key) + "/rotate").problem(ProblemType.KEY_NOT_VALID);
  }

  @Test
  void aRotatedKeyHasAnotherSecretAlone() {
    JsonNode key = make("rotated", Role.VIEWER);
    assertThat(with(key).get(LinkRoutes.LINKS).status()).isEqualTo(200);
    JsonNode rotated = api.send("POST", path(key) + "/rotate").data();
    assertThat(rotated.get("id")).isEqualTo(key.get("id"));
    assertThat(rotated.get("key")).isNotEqualTo(key.get("key"));
    assertThat(rotated.get("prefix")).isNotEqualTo(key.get("prefix"));
    with(key).get(LinkRoutes.LINKS).problem(ProblemType.UNAUTHORIZED);
    assertThat(with(rotated).get(LinkRoutes.LINKS).status()).isEqualTo(200);
  }

  /** The key is looked up while the body comes, which is longer than other bodies may be. */
  @Test
  void aNewKeyMintsInBulk() {
    String line = "{\"url\": \"https://example.com/%s\"}\n".formatted("x".repeat(1000));
    Api.Reply reply =
        with(make("bulk", Role.EDITOR)).bulk(BodyPublishers.ofString(line.repeat(1000)));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text().lines()).hasSize(1000).allMatch(result -> result.contains("201"));
  }

  @Test
  void aWrongKeyIsToldBeforeALongBody() {
    String wrong = make("wrong", Role.EDITOR).get("key").stringValue().replaceAll(".{4}$", "aaaa");
    byte[] body = new byte[1_000_000];
    api.with(wrong).bulk(BodyPublishers.ofByteArray(body)).problem(ProblemType.UNAUTHORIZED);
    Api.Reply reply =
        with(make("long", Role.EDITOR)).post("{\"url\": \"%s\"}".formatted("x".repeat(100_000)));
    reply.problem(ProblemType.BODY_TOO_LARGE);
  }

  @Test
  void whatARevokedKeyReadsBreaksOff() throws Exception {
    JsonNode key = make("watching", Role.VIEWER);
    HttpResponse<InputStream> events =
        HttpClient.newHttpClient()
            .send(with(key).request(EventRoute.EVENTS).build(), BodyHandlers.ofInputStream());
    assertThat(events.statusCode()).isEqualTo(200);
    assertThat(events.body().read()).isEqualTo('i');
    api.delete(path(key));
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () -> assertThatIOException().isThrownBy(() -> events.body().readAllBytes()),
            Thread::startVirtualThread);
    end.get(PATIENCE.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void theListIsReadInParts() {
    for (int i = 0; i < 3; i++) {
      make("listed " + i, Role.VIEWER);
    }
    Set<String> ids = new TreeSet<>();
    String next = "";
    int parts = 0;
    while (next != null) {
      Api.Reply part = api.get(KeyRoutes.KEYS + "?limit=2" + next);
      part.data().forEach(key -> ids.add(key.get("id").stringValue()));
      JsonNode cursor = part.meta().get("nextCursor");
      next = cursor.isNull() ? null : "&cursor=" + cursor.stringValue();
      parts++;
    }
    assertThat(ids).hasSize((int) admin.database().number("SELECT count(*) FROM api_key"));
    assertThat(parts).isEqualTo((ids.size() + 1) / 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                            | name,role",
        "{\"name\": \"\", \"role\": \"viewer\"}                        | name",
        "{\"name\": \"a\\u0000b\", \"role\": \"viewer\"}               | name",
        "{\"name\": \"a\\ud800\", \"role\": \"viewer\"}                | name",
        "{\"name\": 1, \"role\": null}                               | name,role",
        "{\"name\": \"x\", \"role\": \"Admin\"}                        | role",
        "{\"name\": \"x\", \"role\": \"viewer\", \"key\": \"mine\"}    | key",
        "{\"name\": \"x\", \"role\": \"viewer\", \"expiresAt\": \"2020-01-01T00:00:00Z\"} | expiresAt",
      })
  void whatIsWrongWithAKeyIsNamed(String body, String fields) {
    assertThat(create(body).fields(ProblemType.INVALID_KEY))
        .containsExactlyInAnyOrder(fields.split(","));
  }

  @Test
  void aNameIsNotTooLong() {
    assertThat(create(OWN.formatted("é".repeat(100), "viewer")).status()).isEqualTo(201);
    assertThat(create(OWN.formatted("é".repeat(101), "viewer")).fields(ProblemType.INVALID_KEY))
        .containsExactly("name");
    create("[]").problem(ProblemType.INVALID_KEY);
  }

  @ParameterizedTest
  @CsvSource({"0", "x", "9999999999999999999", "123456"})
  void keysThatAreNotThereAreNotFound(String id) {
    String path = KeyRoutes.KEYS + "/" + id;
    api.get(path).problem(ProblemType.NOT_FOUND);
    api.delete(path).problem(ProblemType.NOT_FOUND);
    api.send("POST", path + "/rotate").problem(ProblemType.NOT_FOUND);
  }

  /** What roles may, written down once more: that it is changed shall be on purpose. */
  @Test
  void rolesMayWhatTheyMay() {
    Map<Role, Set<String>> permissions = new HashMap<>();
    for (Role role : Role.values()) {
      Set<String> texts = new TreeSet<>();
      Arrays.stream(Permission.values()).filter(role::may).forEach(may -> texts.add(may.text()));
      permissions.put(role, texts);
    }
    assertThat(permissions)
        .isEqualTo(
            Map.of(
                Role.ADMIN,
                Set.of(
                    "links:read",
                    "links:write",
                    "stats:read",
                    "keys:manage",
                    "audit:read",
                    "domains:manage",
                    "safety:manage",
                    "blocklist:manage",
                    "workspaces:manage",
                    "edge-logs:write",
                    "edge-logs:read"),
                Role.EDITOR,
                Set.of("links:read", "links:write", "stats:read"),
                Role.VIEWER,
                Set.of("links:read", "stats:read"),
                Role.COLLECTOR,
                Set.of("edge-logs:write")));
  }

  /** Every route, asked by every role and by nobody; no request has what it takes to succeed. */
  @Test
  void everyRouteAsksWhoIsThere() {
    Map<Role, JsonNode> keys = new HashMap<>();
    for (Role role : Role.values()) {
      keys.put(role, make("everywhere", role));
    }
    List<Route> routes = admin.server().routes();
    assertThat(routes).hasSizeGreaterThan(20);
    for (Route route : routes) {
      String path =
          route.path().replace("{file}", "docs.js").replaceAll("\\{\\w+}", "999999") + "?unknown=";
      Permission needs = route.needs();
      // What is open asks for nothing, whatever the query.
      int reached = needs == null ? 200 : 400;
      assertThat(status(ask(route, path, null))).isEqualTo(needs == null ? reached : 401);
      for (Role role : Role.values()) {
        int expected = needs == null || role.may(needs) ? reached : 403;
        assertThat(status(ask(route, path, keys.get(role))))
            .as("%s %s", role, route)
            .isEqualTo(expected);
      }
    }
    assertThat(api.with("carom_wrong").get("/api/v1/unknown").status()).isEqualTo(401);
    assertThat(with(make("astray", Role.VIEWER)).get("/api/v1/unknown").status()).isEqualTo(404);
  }

  private static HttpRequest.Builder ask(Route route, String path, @Nullable JsonNode key) {
    HttpRequest.Builder request =
        key == null
            ? HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path))
            : with(key).request(path);
    return request.method(route.method().name(), BodyPublishers.noBody());
  }

  private static int status(HttpRequest.Builder request) {
    return api.send(request).status();
  }
}
