package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.carom.admin.Routes.Route;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * An admin of one workspace tries all that there is on what belongs to another. The first test asks
 * every route of the server's table, and fails for one that this table does not know; the second
 * asks the same as somebody who may, or the first would prove nothing.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrossingIT {

  /** What is in everything of the first workspace, and in no request. */
  private static final String MARK = "ofthefirst";

  private static final String JSON = "application/json";
  private static final String PATCH = "application/merge-patch+json";
  private static final String LINES = "application/x-ndjson";

  private static final String TAKEN = "{\"url\": \"https://example.com/\", \"code\": \"taken\"}";
  private static final String THERE =
      "{\"url\": \"https://example.com/\", \"domain\": \"one.example\"}";

  /** What makes a difference if it changes. */
  private static final List<String> STATE =
      List.of(
          "link",
          "link_tag",
          "link_use",
          "link_change",
          "domain",
          "api_key",
          "audit",
          "workspace",
          "blocked_target");

  /**
   * One attempt.
   *
   * @param status that it is answered with
   */
  private record Attempt(String path, @Nullable String type, @Nullable String body, int status) {}

  private static final Map<String, List<Attempt>> attempts = new HashMap<>();

  private static TestAdmin admin;
  private static Api owner;
  private static Api stranger;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    owner = admin.api();
    TestClicks.prepare(admin.database());
    JsonNode domain =
        owner
            .post(
                DomainRoutes.DOMAINS,
                "{\"host\": \"one.example\", \"rootUrl\": \"https://%s.example/\"}".formatted(MARK))
            .data();
    assertThat(domain.get("host").stringValue()).isEqualTo("one.example");
    String link = mint(", \"code\": \"taken\", \"maxClicks\": 5");
    String other = mint(", \"domain\": \"one.example\"");
    owner.patch(LinkRoutes.LINKS + "/" + link, "{\"title\": \"%s, edited\"}".formatted(MARK));
    JsonNode versions = owner.get(LinkRoutes.LINKS + "/" + link + "/versions").data();
    TestClicks.insert(admin.database(), "now()", link, MARK + ".example", 3);
    admin
        .database()
        .execute(
            """
            INSERT INTO link_use VALUES (%1$s, 2);
            INSERT INTO click_count VALUES (0, now() - interval '1 hour', 0, 3, 3), (%1$s, now() - interval '1 hour', 0, 3, 3);
            INSERT INTO click_breakdown
            SELECT 0, dimension, minutes, date_bin('1 day', now() - interval '1 hour', '2000-01-01 00:00Z'), 0, 'IS', 3
            FROM generate_series(1, 7) AS dimension, unnest('{15, 1440}'::integer[]) AS minutes;
            INSERT INTO click (at, link_id, traffic, code, id) VALUES (now(), -1, 0, '%2$s', 1);
            """
                .formatted(link, MARK));
    String key = id(owner.post(KeyRoutes.KEYS, key("viewer", "")));
    String entry =
        id(
            owner.post(
                BlocklistRoutes.BLOCKLIST,
                "{\"pattern\": \"%s.blocked\", \"reason\": \"x\"}".formatted(MARK)));
    String second = id(owner.post(WorkspaceRoutes.WORKSPACES, "{\"name\": \"Second\"}"));
    String secret =
        owner
            .post(
                KeyRoutes.KEYS,
                "{\"name\": \"stranger\", \"role\": \"admin\", \"workspace\": \"%s\"}"
                    .formatted(second))
            .data()
            .get("key")
            .stringValue();
    stranger = owner.with(secret);
    for (String id : List.of(link, other)) {
      ofLink(LinkRoutes.LINKS + "/" + id, versions.get(0).get("version").toString());
    }
    ofLists();
    ofKeys(key);
    ofDomains();
    ofInstallation(entry);
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static String mint(String more) {
    return owner
        .mint(
            "{\"url\": \"https://%1$s.example/\", \"title\": \"%1$s\", \"tags\": [\"%1$s\"]%2$s}"
                .formatted(MARK, more))
        .get("id")
        .stringValue();
  }

  private static String key(String role, String more) {
    return "{\"name\": \"%s\", \"role\": \"%s\"%s}".formatted(MARK, role, more);
  }

  private static String id(Api.Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.data().get("id").stringValue();
  }

  private static void ofLink(String path, String version) {
    get(LinkRoutes.LINK, path, 404);
    get(HistoryRoutes.VERSIONS, path + "/versions", 404);
    get(StatsRoutes.OF_LINK, path + "/stats", 404);
    get(StatsRoutes.OF_LINK_BY, path + "/stats/countries", 404);
    get(ClickRoutes.OF_LINK, path + "/clicks", 404);
    get(ClickRoutes.OF_LINK, path + "/clicks?format=csv", 404);
    add("PATCH", LinkRoutes.LINK, path, PATCH, "{\"notes\": \"mine\"}", 404);
    add("PATCH", LinkRoutes.LINK, path, PATCH, "{}", 404);
    String rollback = "{\"version\": %s}".formatted(version);
    if (path.endsWith("/1")) {
      add("POST", HistoryRoutes.ROLL_BACK, path + "/rollback", JSON, rollback, 404);
    }
    add("POST", BlockRoutes.BLOCK, path + "/block", JSON, "{\"reason\": \"mine\"}", 404);
    add("POST", BlockRoutes.UNBLOCK, path + "/unblock", null, null, 404);
    add("DELETE", LinkRoutes.LINK, path, null, null, 404);
  }

  private static void ofLists() {
    for (String query :
        List.of("", "?code=taken", "?tag=" + MARK, "?q=" + MARK, "?state=active", "?format=csv")) {
      get(LinkRoutes.LINKS, LinkRoutes.LINKS + query, 200);
    }
    get(LinkRoutes.LINKS, LinkRoutes.LINKS + "?domain=one.example", 400);
    add("POST", LinkRoutes.LINKS, LinkRoutes.LINKS, JSON, TAKEN, 409);
    add("POST", LinkRoutes.LINKS, LinkRoutes.LINKS, JSON, THERE, 422);
    add("POST", BulkRoute.BULK, BulkRoute.BULK, LINES, TAKEN + "\n" + THERE, 200);
    get(StatsRoutes.OF_ALL, StatsRoutes.OF_ALL, 200);
    get(StatsRoutes.OF_ALL, StatsRoutes.OF_ALL + "?tag=" + MARK, 200);
    get(StatsRoutes.OF_ALL, StatsRoutes.OF_ALL + "?domain=one.example", 400);
    for (String dimension : List.of("countries", "referrers", "orphans")) {
      get(StatsRoutes.OF_ALL_BY, StatsRoutes.OF_ALL + "/" + dimension, 200);
    }
    get(ClickRoutes.OF_ALL, ClickRoutes.OF_ALL, 200);
    get(ClickRoutes.OF_ALL, ClickRoutes.OF_ALL + "?format=ndjson", 200);
    get(AuditRoutes.AUDIT, AuditRoutes.AUDIT, 200);
    get(AuditRoutes.AUDIT, AuditRoutes.AUDIT + "?kind=link&id=1", 200);
    get(ExplainRoute.EXPLAIN, ExplainRoute.EXPLAIN + "?code=taken", 200);
    get(ExplainRoute.EXPLAIN, ExplainRoute.EXPLAIN + "?code=taken&host=one.example", 200);
    get(EventRoute.EVENTS, EventRoute.EVENTS, 200);
  }

  private static void ofKeys(String id) {
    String path = KeyRoutes.KEYS + "/" + id;
    get(KeyRoutes.KEYS, KeyRoutes.KEYS, 200);
    get(KeyRoutes.KEY, path, 404);
    add("POST", KeyRoutes.KEYS, KeyRoutes.KEYS, JSON, key("admin", ", \"workspace\": \"1\""), 422);
    add("POST", KeyRoutes.ROTATE, path + "/rotate", null, null, 404);
    add("DELETE", KeyRoutes.KEY, path, null, null, 404);
  }

  private static void ofDomains() {
    String path = DomainRoutes.DOMAINS + "/one.example";
    get(DomainRoutes.DOMAINS, DomainRoutes.DOMAINS, 200);
    get(DomainRoutes.DOMAIN, path, 404);
    add(
        "POST",
        DomainRoutes.DOMAINS,
        DomainRoutes.DOMAINS,
        JSON,
        "{\"host\": \"one.example\"}",
        409);
    String edit = "{\"rootUrl\": \"https://mine.example/\"}";
    add("PATCH", DomainRoutes.DOMAIN, path, PATCH, edit, 404);
    add("PATCH", DomainRoutes.DOMAIN, DomainRoutes.DOMAINS + "/go.example", PATCH, edit, 404);
    add("DELETE", DomainRoutes.DOMAIN, path, null, null, 404);
  }

  private static void ofInstallation(String entry) {
    String path = BlocklistRoutes.BLOCKLIST + "/" + entry;
    String body = "{\"pattern\": \"mine.example\", \"reason\": \"mine\"}";
    get(BlocklistRoutes.BLOCKLIST, BlocklistRoutes.BLOCKLIST, 403);
    get(BlocklistRoutes.ENTRY, path, 403);
    add("POST", BlocklistRoutes.BLOCKLIST, BlocklistRoutes.BLOCKLIST, JSON, body, 403);
    add("DELETE", BlocklistRoutes.ENTRY, path, null, null, 403);
    String first = WorkspaceRoutes.WORKSPACES + "/1";
    get(WorkspaceRoutes.WORKSPACES, WorkspaceRoutes.WORKSPACES, 403);
    get(WorkspaceRoutes.WORKSPACE, first, 403);
    String name = "{\"name\": \"Mine\"}";
    add("POST", WorkspaceRoutes.WORKSPACES, WorkspaceRoutes.WORKSPACES, JSON, name, 403);
    add("PATCH", WorkspaceRoutes.WORKSPACE, first, PATCH, name, 403);
    add("DELETE", WorkspaceRoutes.WORKSPACE, first, null, null, 403);
    get(EdgeLogRoutes.EDGE_LOGS, EdgeLogRoutes.EDGE_LOGS, 403);
    String line =
        "{\"time\": \"%s\", \"host\": \"a\", \"path\": \"/taken\", \"method\": \"GET\", \"status\": 302, \"cache\": \"miss\", \"id\": \"1\"}"
            .formatted(Instant.now());
    add("POST", EdgeLogRoutes.EDGE_LOGS, EdgeLogRoutes.EDGE_LOGS, LINES, line, 403);
  }

  private static void get(String route, String path, int status) {
    add("GET", route, path, null, null, status);
    add("HEAD", route, path, null, null, status);
  }

  private static void add(
      String method,
      String route,
      String path,
      @Nullable String type,
      @Nullable String body,
      int status) {
    attempts
        .computeIfAbsent(method + " " + route, _ -> new ArrayList<>())
        .add(new Attempt(path, type, body, status));
  }

  private static List<Attempt> attempts(Route route) {
    List<Attempt> some = attempts.getOrDefault(route.method() + " " + route.path(), List.of());
    assertThat(some).as("attempts at %s", route).isNotEmpty();
    return some;
  }

  private static Api.Reply ask(Api api, Route route, Attempt attempt) {
    if (route.path().equals(EventRoute.EVENTS) && route.method() == HttpMethod.GET) {
      return events(api);
    }
    var request = api.request(attempt.path);
    if (attempt.type != null) {
      request.header("Content-Type", attempt.type);
    }
    return api.send(
        request.method(
            route.method().name(),
            attempt.body == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(attempt.body)));
  }

  /** Events have no end; the next one is that of a link of one's own. */
  private static Api.Reply events(Api api) {
    try (Listener listener = new Listener(api, "", null)) {
      assertThat(listener.next()).isNotNull();
      TestClicks.insert(admin.database(), "now()", "1", MARK + ".example", 1);
      owner.patch(LinkRoutes.LINKS + "/2", "{\"notes\": \"%s\"}".formatted(System.nanoTime()));
      String id =
          api.mint("{\"url\": \"https://example.com/\", \"code\": \"seen\"}")
              .get("id")
              .stringValue();
      String told = "";
      for (Listener.Event event = listener.next();
          event != null && told.isEmpty();
          event = listener.next()) {
        told = event.data();
      }
      assertThat(told).contains("\"linkId\":\"%s\"".formatted(id));
      return new Api.Reply(200, HttpHeaders.of(Map.of(), (_, _) -> true), told);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static List<Route> routes() {
    return admin.server().routes().stream()
        .filter(route -> route.needs() != null)
        .sorted(Comparator.comparing(route -> route.method() == HttpMethod.DELETE))
        .toList();
  }

  private static long state(String table) {
    return admin
        .database()
        .number(
            "SELECT coalesce(sum(hashtext((to_jsonb(row) - 'last_used_at')::text)), 0) FROM %s AS row"
                .formatted(table));
  }

  @Test
  @Order(1)
  void nothingOfAnotherWorkspaceIsReached() {
    for (Route route : routes()) {
      for (Attempt attempt : attempts(route)) {
        String what = "%s %s".formatted(route.method(), attempt.path);
        Map<String, Long> before = new HashMap<>();
        STATE.forEach(table -> before.put(table, state(table)));
        Api.Reply reply = ask(stranger, route, attempt);
        assertThat(reply.status()).as("%s: %s", what, reply.text()).isEqualTo(attempt.status);
        assertThat(reply.text().replace("tag=" + MARK, "")).as(what).doesNotContain(MARK);
        if (!route.path().equals(EventRoute.EVENTS)) {
          STATE.forEach(table ->
              assertThat(state(table)).as("%s: %s", what, table).isEqualTo(before.get(table)));
        }
      }
    }
  }

  @Test
  @Order(2)
  void whatIsEmptyIsEmpty() {
    for (String path : List.of(LinkRoutes.LINKS + "?q=" + MARK, ClickRoutes.OF_ALL)) {
      assertThat(stranger.get(path).data()).as(path).isEmpty();
      assertThat(owner.get(path).data()).as(path).isNotEmpty();
    }
    for (String query : List.of("", "?tag=" + MARK)) {
      String path = StatsRoutes.OF_ALL + query;
      assertThat(stranger.get(path).data().get("total").intValue()).as(path).isZero();
      assertThat(owner.get(path).data().get("total").intValue()).as(path).isPositive();
    }
    for (String dimension : List.of("countries", "referrers", "orphans")) {
      String path = StatsRoutes.OF_ALL + "/" + dimension;
      assertThat(stranger.get(path).data().get("total").intValue()).as(path).isZero();
      assertThat(owner.get(path).data().get("total").intValue()).as(path).isPositive();
    }
    assertThat(stranger.get(DomainRoutes.DOMAINS).data()).hasSize(1);
    assertThat(owner.get(DomainRoutes.DOMAINS).data()).hasSize(2);
    assertThat(stranger.get(KeyRoutes.KEYS).text()).contains("\"admin\"").doesNotContain("viewer");
    String explain = ExplainRoute.EXPLAIN + "?code=taken";
    assertThat(stranger.get(explain).data().get("reason").stringValue()).isEqualTo("missing");
    assertThat(owner.get(explain).data().get("reason").stringValue()).isEqualTo("active");
    List<JsonNode> lines = stranger.bulk(TAKEN + "\n" + THERE);
    assertThat(lines).extracting(line -> line.get("status").intValue()).containsExactly(409, 422);
  }

  @Test
  @Order(3)
  void theSameIsReachedByItsOwner() {
    for (Route route : routes()) {
      for (Attempt attempt : attempts(route)) {
        if (attempt.status == 404 || attempt.status == 403) {
          Api.Reply reply = ask(owner, route, attempt);
          String what = "%s %s: %s".formatted(route.method(), attempt.path, reply.text());
          if (what.startsWith("DELETE " + WorkspaceRoutes.WORKSPACES)) {
            reply.problem(ProblemType.WORKSPACE_IN_USE);
          } else {
            assertThat(reply.status()).as(what).isIn(200, 201);
          }
        }
      }
    }
  }
}
