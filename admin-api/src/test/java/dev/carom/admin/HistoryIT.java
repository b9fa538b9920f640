package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What links were before, the way back, and who has changed what. */
class HistoryIT {

  private static final String EVERYTHING =
      """
      {"url": "https://example.com/1", "redirectStatus": 307, "expiresAt": "2090-01-01T00:00:00Z",
       "maxClicks": 9, "title": "One", "notes": "n", "externalId": "x", "tags": ["a", "b"]}\
      """;

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

  private static List<JsonNode> versions(JsonNode link) {
    return data(Api.path(link) + "/versions");
  }

  private static List<JsonNode> audit(String query) {
    return data(AuditRoutes.AUDIT + query);
  }

  private static List<JsonNode> data(String path) {
    Api.Reply reply = api.get(path);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return new ArrayList<>(reply.data().valueStream().toList());
  }

  private static Api.Reply rollBack(JsonNode link, String version) {
    return api.post(Api.path(link) + "/rollback", "{\"version\": %s}".formatted(version));
  }

  private static void assertSame(JsonNode link, JsonNode wanted) {
    for (String field :
        List.of(
            "id", "code", "url", "redirectStatus", "expiresAt", "maxClicks", "title", "notes")) {
      assertThat(link.get(field)).as(field).isEqualTo(wanted.get(field));
    }
    assertThat(link.get("tags")).isEqualTo(wanted.get("tags"));
    assertThat(link.get("externalId")).isEqualTo(wanted.get("externalId"));
  }

  @Test
  void everyVersionThatWasReplacedIsKept() {
    JsonNode minted = api.mint(EVERYTHING);
    assertThat(versions(minted)).isEmpty();
    JsonNode second =
        api.patch(
                Api.path(minted),
                "{\"url\": \"https://example.com/2\", \"expiresAt\": null, \"maxClicks\": null,"
                    + " \"tags\": null, \"title\": null}")
            .data();
    api.patch(Api.path(minted), "{\"redirectStatus\": 301}");
    List<JsonNode> versions = versions(minted);
    assertThat(versions).hasSize(2);
    assertThat(versions.get(0).get("version")).isEqualTo(second.get("version"));
    assertSame(versions.get(0).get("link"), second);
    assertThat(versions.get(1).get("version").longValue()).isZero();
    assertSame(versions.get(1).get("link"), minted);
    assertThat(versions.get(1).get("replacedAt")).isEqualTo(second.get("updatedAt"));
    assertThat(versions.get(1).get("replacedBy").stringValue()).isEqualTo("bootstrap key");

    Api.Reply first = api.get(Api.path(minted) + "/versions?limit=1");
    String cursor = first.meta().get("nextCursor").stringValue();
    Api.Reply next = api.get(Api.path(minted) + "/versions?limit=1&cursor=" + cursor);
    assertThat(next.data().get(0)).isEqualTo(versions.get(1));
    assertThat(next.meta().get("nextCursor").isNull()).isTrue();
  }

  @Test
  void aLinkBecomesWhatItWas() {
    JsonNode minted = api.mint(EVERYTHING);
    JsonNode other =
        api.patch(
                Api.path(minted),
                "{\"url\": \"https://example.com/2\", \"redirectStatus\": 301, \"expiresAt\": null,"
                    + " \"maxClicks\": null, \"title\": null, \"notes\": null, \"tags\": null,"
                    + " \"externalId\": \"y\"}")
            .data();
    Api.Reply back = rollBack(minted, "0");
    assertThat(back.status()).as(back.text()).isEqualTo(200);
    assertSame(back.data(), minted);
    assertThat(back.data().get("version").longValue())
        .isGreaterThan(other.get("version").longValue());
    assertThat(back.meta().get("propagation").get("complete").booleanValue()).isTrue();
    assertThat(back.header("etag")).isEqualTo("\"%s\"".formatted(back.data().get("version")));
    assertSame(rollBack(minted, other.get("version").toString()).data(), other);
    assertThat(versions(minted)).hasSize(3);
    JsonNode now = api.get(Api.path(minted)).data();
    assertThat(rollBack(minted, now.get("version").toString()).data())
        .as("to what it is")
        .isEqualTo(now);
  }

  @Test
  void onlyVersionsOfTheLinkCanBeRolledBackTo() {
    JsonNode link = api.mint(EVERYTHING);
    JsonNode edited = api.patch(Api.path(link), "{\"redirectStatus\": 301}").data();
    JsonNode other = api.mint(EVERYTHING);
    api.patch(Api.path(other), "{\"redirectStatus\": 301}");
    assertThat(rollBack(other, edited.get("version").toString()).fields(ProblemType.INVALID_LINK))
        .containsExactly("version");
    assertThat(rollBack(link, "999999999999").fields(ProblemType.INVALID_LINK))
        .containsExactly("version");
    Api.Reply stale =
        api.send(
            api.request(Api.path(link) + "/rollback")
                .header("Content-Type", "application/json")
                .header("If-Match", "\"0\"")
                .POST(BodyPublishers.ofString("{\"version\": 0}")));
    stale.problem(ProblemType.PRECONDITION_FAILED);
    api.delete(Api.path(link));
    rollBack(link, "0").problem(ProblemType.NOT_FOUND);
    api.post(LinkRoutes.LINKS + "/99999999/rollback", "{\"version\": 0}")
        .problem(ProblemType.NOT_FOUND);
    assertThat(api.get(Api.path(link)).data().get("state").stringValue()).isEqualTo("deleted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"version\": \"1\"}", "{\"version\": 1.5}", "{\"version\": null}"})
  void aVersionIsANumber(String body) {
    JsonNode link = api.mint(EVERYTHING);
    assertThat(api.post(Api.path(link) + "/rollback", body).fields(ProblemType.INVALID_LINK))
        .containsExactly("version");
  }

  @Test
  void everyChangeIsAudited() {
    JsonNode key = api.post(KeyRoutes.KEYS, "{\"name\": \"CI\", \"role\": \"admin\"}").data();
    Api ci = api.with(key.get("key").stringValue());
    String name = "key %s (CI)".formatted(key.get("id").stringValue());
    JsonNode link = ci.post(EVERYTHING).data();
    Api.Reply edit = ci.patch(Api.path(link), "{\"url\": \"https://example.com/2\"}");
    ci.delete(Api.path(link));
    ci.send("POST", KeyRoutes.KEYS + "/" + key.get("id").stringValue() + "/rotate");

    List<JsonNode> ofLink = audit("?kind=link&id=" + link.get("id").stringValue());
    assertThat(ofLink)
        .extracting(entry -> entry.get("action").stringValue())
        .containsExactly("delete", "edit", "create");
    assertThat(ofLink)
        .allSatisfy(entry -> assertThat(entry.get("actor").stringValue()).isEqualTo(name));
    JsonNode edited = ofLink.get(1);
    assertThat(edited.get("before").toString()).isEqualTo("{\"url\":\"https://example.com/1\"}");
    assertThat(edited.get("after").toString()).isEqualTo("{\"url\":\"https://example.com/2\"}");
    assertThat(edited.get("requestId").stringValue()).isEqualTo(edit.header("x-request-id"));
    assertThat(edited.get("ids").toString()).isEqualTo("[" + link.get("id") + "]");
    assertThat(ofLink.get(0).get("after").propertyNames()).containsExactly("deletedAt");

    List<JsonNode> ofKey = audit("?kind=key&id=" + key.get("id").stringValue());
    assertThat(ofKey)
        .extracting(entry -> entry.get("action").stringValue())
        .containsExactly("rotate", "create");
    assertThat(ofKey.get(1).get("actor").stringValue()).isEqualTo("bootstrap key");
    assertThat(ofKey.get(1).get("after").get("name").stringValue()).isEqualTo("CI");
    assertThat(ofKey.toString()).doesNotContain("digest");
    assertThat(audit("?actor=" + name.replace(" ", "%20"))).hasSize(4);
    assertThat(audit("?to=2020-01-01")).isEmpty();
  }

  @Test
  void linksThatAreMintedTogetherAreOneEntry() {
    List<JsonNode> lines = api.bulk("{\"url\": \"https://example.com/\"}\n".repeat(3));
    List<String> ids =
        lines.stream().map(line -> line.get("data").get("id").stringValue()).toList();
    for (String id : ids) {
      List<JsonNode> entries = audit("?kind=link&id=" + id);
      assertThat(entries).hasSize(1);
      assertThat(entries.getFirst().get("ids").valueStream().map(JsonNode::stringValue))
          .containsExactlyElementsOf(ids);
      assertThat(entries.getFirst().get("actor").stringValue()).isEqualTo("bootstrap key");
    }
  }

  /** Which share a transaction, if they come while another one of their client is being minted. */
  @Test
  void linksOfManyRequestsAreAnEntryEach() throws Exception {
    JsonNode key = api.post(KeyRoutes.KEYS, "{\"name\": \"CI\", \"role\": \"editor\"}").data();
    List<Api> clients = List.of(api, api.with(key.get("key").stringValue()));
    List<String> names =
        List.of("bootstrap key", "key %s (CI)".formatted(key.get("id").stringValue()));
    List<Future<Api.Reply>> minting = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() ->
          admin
              .database()
              .execute("BEGIN; LOCK TABLE link IN SHARE MODE; SELECT pg_sleep(1); COMMIT"));
      Thread.sleep(300);
      for (int i = 0; i < 20; i++) {
        Api client = clients.get(i % 2);
        minting.add(threads.submit(() -> client.post(EVERYTHING)));
      }
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < minting.size(); i++) {
        Api.Reply reply = minting.get(i).get();
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        String id = reply.data().get("id").stringValue();
        ids.add(id);
        List<JsonNode> entries = audit("?kind=link&id=" + id);
        assertThat(entries).hasSize(1);
        JsonNode entry = entries.getFirst();
        assertThat(entry.get("requestId").stringValue()).isEqualTo(reply.header("x-request-id"));
        assertThat(entry.get("actor").stringValue()).isEqualTo(names.get(i % 2));
        assertThat(entry.get("ids").valueStream().map(JsonNode::stringValue)).containsExactly(id);
      }
      assertThat(
              admin
                  .database()
                  .number(
                      "SELECT count(DISTINCT xmin::text) FROM link WHERE id IN (%s)"
                          .formatted(String.join(",", ids))))
          .as("transactions")
          .isLessThan(10);
    }
  }

  @Test
  void aChangeByHandIsTheDatabaseUsers() {
    JsonNode link = api.mint(EVERYTHING);
    admin
        .database()
        .execute(
            "UPDATE link SET target = 'https://example.com/x' WHERE id = "
                + link.get("id").stringValue());
    JsonNode entry = audit("?kind=link&id=" + link.get("id").stringValue()).getFirst();
    assertThat(entry.get("actor").stringValue()).startsWith("database user ");
    assertThat(entry.get("requestId").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind=x", "id=1", "kind=link&id=x", "from=x", "limit=0", "cursor=x"})
  void whatIsWrongWithAQueryIsNamed(String query) {
    assertThat(api.get(AuditRoutes.AUDIT + "?" + query).fields(ProblemType.INVALID_PARAMETER))
        .hasSize(1);
  }
}
