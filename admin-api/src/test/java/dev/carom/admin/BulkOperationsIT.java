package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Role;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Lines of a bulk request that edit and delete links, among those that mint some. */
class BulkOperationsIT {

  private static final Pattern DONE = Pattern.compile("\\{\"line\":(\\d+),\"status\":200,");

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start(Map.of("admin.max-bulk-lines", "20000"));
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void empty() {
    admin.database().execute("SET session_replication_role = replica; TRUNCATE link");
  }

  private static JsonNode mint(String more) {
    return api.mint("{\"url\": \"https://example.com/\"%s}".formatted(more));
  }

  private static String id(JsonNode link) {
    return link.get("id").stringValue();
  }

  private static List<Integer> statuses(List<JsonNode> results) {
    return results.stream().map(result -> result.get("status").intValue()).toList();
  }

  private static String update(String link, String patch) {
    return "{\"op\": \"update\", %s, \"patch\": {%s}}\n".formatted(link, patch);
  }

  private static String toUrl(int number) {
    return "\"url\": \"https://example.com/%d\"".formatted(number);
  }

  private static String delete(String link) {
    return "{\"op\": \"delete\", %s}\n".formatted(link);
  }

  private static String byId(JsonNode link) {
    return "\"id\": \"%s\"".formatted(id(link));
  }

  private static String byCode(String code) {
    return "\"code\": \"%s\"".formatted(code);
  }

  private static long waits() {
    Timer waited = admin.registry().find("carom.propagation").timer();
    return waited == null ? 0 : waited.count();
  }

  @Test
  void eachOperationIsDoneAndAnswered() {
    JsonNode edited = mint("");
    JsonNode named = mint(", \"code\": \"bulk-named\"");
    JsonNode deleted = mint("");
    String generated = mint("").get("code").stringValue();
    List<JsonNode> results =
        api.bulk(
            "{\"op\": \"create\", \"url\": \"https://example.com/new\"}\n"
                + update(byId(edited), toUrl(1) + ", \"title\": \"One\"")
                + update(byCode("bulk-named"), toUrl(2))
                + delete(byId(deleted))
                + delete(byCode(generated)));
    assertThat(statuses(results)).containsExactly(201, 200, 200, 200, 200);
    assertThat(results.get(1).get("data")).isEqualTo(api.get(Api.path(edited)).data());
    assertThat(results.get(1).get("data").get("url").stringValue())
        .isEqualTo("https://example.com/1");
    assertThat(results.get(1).get("data").get("title").stringValue()).isEqualTo("One");
    assertThat(results.get(2).get("data").get("id")).isEqualTo(named.get("id"));
    assertThat(results.get(3).get("data").get("state").stringValue()).isEqualTo("deleted");
    assertThat(results.get(4).get("data").get("code").stringValue()).isEqualTo(generated);
    assertThat(api.get(Api.path(deleted)).data().get("state").stringValue()).isEqualTo("deleted");
    assertThat(admin.cache().get(new ShortCode("bulk-named")))
        .isInstanceOfSatisfying(
            Resolution.Found.class,
            found -> assertThat(found.target()).isEqualTo(new TargetUrl("https://example.com/2")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"op\": \"upsert\"}                                            | 422 | op",
        "{\"op\": null}                                                  | 422 | op",
        "{\"op\": \"create\", \"url\": \"x\", \"patch\": {}}             | 422 | patch url",
        "{\"op\": \"update\", \"patch\": {}}                             | 422 | id",
        "{\"op\": \"update\", \"id\": \"1\", \"code\": \"a\", \"patch\": {}} | 422 | id",
        "{\"op\": \"update\", \"id\": 1, \"patch\": {}}                  | 422 | id",
        "{\"op\": \"update\", \"id\": \"1\"}                             | 422 | patch",
        "{\"op\": \"update\", \"id\": \"1\", \"patch\": []}              | 422 | patch",
        "{\"op\": \"update\", \"id\": \"1\", \"url\": \"x\", \"patch\": {\"url\": null, \"code\": \"x\"}}"
            + " | 422 | url patch.code patch.url",
        "{\"op\": \"update\", \"id\": \"1\", \"patch\": {\"url\": \"https://a.example/\", \"url\": \"\"}}"
            + " | 400 | patch.url",
        "{\"op\": \"update\", \"id\": \"1\", \"ifMatch\": true, \"patch\": {}} | 422 | ifMatch",
        "{\"op\": \"update\", \"id\": \"1\", \"ifMatch\": \"1\", \"patch\": {}} | 400 |",
        "{\"op\": \"update\", \"id\": \"x\", \"patch\": {}}              | 404 |",
        "{\"op\": \"update\", \"code\": \"a b\", \"patch\": {}}          | 404 |",
        "{\"op\": \"update\", \"id\": \"99999999\", \"patch\": {}}       | 404 |",
        "{\"op\": \"update\", \"code\": \"nobody\", \"patch\": {\"title\": \"x\"}} | 404 |",
        "{\"op\": \"delete\", \"id\": \"1\", \"patch\": {}, \"If-Match\": \"*\"} | 422 | patch If-Match",
        "{\"op\": \"delete\", \"code\": \"nobody\"}                      | 404 |",
      })
  void whatCannotBeDoneIsRefusedByName(String line, int status, String fields) {
    JsonNode result = api.bulk(line + "\n").getFirst();
    assertThat(result.get("status").intValue()).as(result.toString()).isEqualTo(status);
    List<String> named =
        result
            .get("error")
            .get("errors")
            .valueStream()
            .map(error -> error.get("field").stringValue())
            .toList();
    assertThat(named).containsExactlyInAnyOrder(fields == null ? new String[0] : fields.split(" "));
  }

  @Test
  void linesOnOneLinkAreDoneInTheirOrder() {
    List<JsonNode> results =
        api.bulk(
            update(byCode("bulk-order"), toUrl(0))
                + "{\"url\": \"https://example.com/\", \"code\": \"bulk-order\"}\n"
                + update(byCode("bulk-order"), toUrl(1))
                + update(byCode("bulk-order"), toUrl(2))
                + "{\"url\": \"https://example.com/\", \"code\": \"bulk-order\"}\n"
                + delete(byCode("bulk-order"))
                + delete(byCode("bulk-order"))
                + update(byCode("bulk-order"), toUrl(3)));
    assertThat(statuses(results)).containsExactly(404, 201, 200, 200, 409, 200, 200, 404);
    for (int i = 1; i <= 2; i++) {
      assertThat(results.get(i + 1).get("data").get("url").stringValue())
          .isEqualTo("https://example.com/" + i);
    }
    JsonNode link = results.get(1).get("data");
    List<Long> versions =
        api.get(Api.path(link) + "/versions")
            .data()
            .valueStream()
            .map(version -> version.get("version").longValue())
            .toList();
    assertThat(versions)
        .containsExactly(
            results.get(3).get("data").get("version").longValue(),
            results.get(2).get("data").get("version").longValue(),
            link.get("version").longValue());
  }

  @Test
  void aCodeIsThatOfADomain() {
    api.post(DomainRoutes.DOMAINS, "{\"host\": \"bulk.example\", \"caseInsensitive\": true}");
    String domain = ", \"domain\": \"bulk.example\"";
    JsonNode here = mint(", \"code\": \"bulk-domain\"");
    List<JsonNode> results =
        api.bulk(
            "{%s, %s%s}\n".formatted(toUrl(0), byCode("BULK-domain"), domain)
                + update(byCode("Bulk-Domain") + domain, toUrl(1))
                + update(byCode("bulk-domain"), toUrl(2))
                + delete(byCode("bulk-DOMAIN") + domain)
                + update(byCode("bulk-domain") + ", \"domain\": \"nowhere.example\"", toUrl(3))
                + update(byId(here) + domain, toUrl(3)));
    assertThat(statuses(results)).containsExactly(201, 200, 200, 200, 422, 422);
    JsonNode there = results.get(0).get("data");
    assertThat(results.get(1).get("data").get("id")).isEqualTo(there.get("id"));
    assertThat(results.get(2).get("data").get("id")).isEqualTo(here.get("id"));
    assertThat(results.get(3).get("data").get("id")).isEqualTo(there.get("id"));
    for (JsonNode refused : results.subList(4, 6)) {
      assertThat(refused.at("/error/errors/0/field").stringValue()).isEqualTo("domain");
    }
  }

  @Test
  void aLineIsMeantForAVersion() {
    JsonNode link = mint(", \"code\": \"bulk-version\"");
    String first = ", \"ifMatch\": " + link.get("version");
    String tag = ", \"ifMatch\": \"\\\"%s\\\"\"".formatted(link.get("version"));
    List<JsonNode> results =
        api.bulk(
            update(byId(link) + first, toUrl(1))
                + update(byId(link) + first, toUrl(2))
                + update(byCode("bulk-version") + tag, "")
                + delete(byId(link) + tag)
                + delete(byId(link) + ", \"ifMatch\": \"*\""));
    assertThat(statuses(results)).containsExactly(200, 412, 412, 412, 200);
    assertThat(results.get(1).get("error").get("type").stringValue())
        .isEqualTo(ProblemType.PRECONDITION_FAILED.uri());
    assertThat(results.get(4).get("data").get("url").stringValue())
        .isEqualTo("https://example.com/1");
  }

  @Test
  void aServerMayInsistOnVersions() {
    try (TestAdmin strict =
        TestAdmin.start(admin.database(), Map.of("admin.require-if-match", "true"))) {
      JsonNode link = mint("");
      List<JsonNode> results =
          strict
              .api()
              .bulk(
                  update(byId(link), toUrl(1))
                      + delete(byId(link))
                      + update(byId(link) + ", \"ifMatch\": 0", toUrl(2)));
      assertThat(statuses(results)).containsExactly(428, 428, 200);
    }
  }

  @Test
  void tenThousandMixedLinesTakeFewTransactionsAndWaits() {
    String links = "{\"url\": \"https://example.com/\"}\n".repeat(6000);
    List<JsonNode> minted = api.bulk(links).stream().map(result -> result.get("data")).toList();
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      body.append(
          switch (i % 5) {
            case 0, 1 -> update(byId(minted.get(2 * (i / 5) + i % 5)), toUrl(i));
            case 2 -> delete(byId(minted.get(4000 + i / 5)));
            case 3 -> "{\"url\": \"https://example.org/%d\", \"reuse\": true}\n".formatted(i);
            default -> "{\"url\": \"https://example.org/%d\", \"code\": \"m%d\"}\n".formatted(i, i);
          });
    }
    long before = waits();
    List<JsonNode> results = api.bulk(body.toString());
    assertThat(results.stream().map(result -> result.get("line").longValue()))
        .isEqualTo(LongStream.rangeClosed(1, 10_000).boxed().toList());
    for (int i = 0; i < results.size(); i++) {
      JsonNode result = results.get(i);
      assertThat(result.get("status").intValue())
          .as(result.toString())
          .isEqualTo(i % 5 < 3 ? 200 : 201);
      if (i % 5 < 2) {
        assertThat(result.get("data").get("url").stringValue())
            .isEqualTo("https://example.com/" + i);
      }
    }
    assertThat(
            admin
                .database()
                .number(
                    "SELECT count(DISTINCT xmin::text) FROM link WHERE updated_at IS NOT NULL OR target LIKE '%.org/%'"))
        .isLessThanOrEqualTo(40);
    assertThat(waits() - before).isLessThanOrEqualTo(20);
    assertThat(admin.database().number("SELECT count(*) FROM link WHERE deleted_at IS NOT NULL"))
        .isEqualTo(2000);
  }

  @Test
  void linesThatAreAnsweredTogetherWaitForServersOnce() {
    JsonNode one = mint("");
    JsonNode other = mint("");
    long before = waits();
    List<JsonNode> results =
        api.bulk(
            update(byId(one), toUrl(1))
                + update(byId(other), toUrl(2))
                + update(byId(one), toUrl(3))
                + "{\"url\": \"https://example.com/\", \"code\": \"bulk-waits\"}\n"
                + delete(byId(one)));
    assertThat(statuses(results)).containsExactly(200, 200, 200, 201, 200);
    assertThat(waits() - before).isEqualTo(1);
  }

  /** One that is silent is waited for until it answers with none of what it knows. */
  @Test
  void noLineIsAnsweredBeforeServersKnowOfIt() {
    JsonNode link = mint(", \"code\": \"bulk-barrier\"");
    admin
        .database()
        .execute(
            "INSERT INTO lease SELECT gen_random_uuid(), 1, max(version), true, 'silent', now() FROM link");
    assertThat(statuses(api.bulk(update(byId(link), toUrl(1))))).containsExactly(200);
    assertThat(admin.database().number("SELECT count(*) FROM lease WHERE live")).isZero();
  }

  @Test
  void whoMayOnlyReadChangesNothing() {
    JsonNode link = mint("");
    Api viewer = as(Role.VIEWER);
    viewer.bulk(BodyPublishers.ofString(delete(byId(link)))).problem(ProblemType.FORBIDDEN);
    assertThat(api.get(Api.path(link)).data()).isEqualTo(link);
    assertThat(statuses(as(Role.EDITOR).bulk(delete(byId(link))))).containsExactly(200);
  }

  private static Api as(Role role) {
    String body = "{\"name\": \"bulk\", \"role\": \"%s\"}".formatted(role.text());
    return api.with(api.post(KeyRoutes.KEYS, body).data().get("key").stringValue());
  }

  @Test
  void eachChangeIsAuditedByItself() {
    JsonNode one = mint("");
    JsonNode other = mint("");
    Api editor = as(Role.EDITOR);
    editor.bulk(update(byId(one), toUrl(1)) + update(byId(one), toUrl(2)) + delete(byId(other)));
    List<JsonNode> entries = new ArrayList<>();
    for (JsonNode link : List.of(one, other)) {
      api.get(AuditRoutes.AUDIT + "?kind=link&id=" + id(link)).data().forEach(entries::add);
    }
    assertThat(entries)
        .extracting(entry -> entry.get("action").stringValue())
        .containsExactly("edit", "edit", "create", "delete", "create");
    for (int i : new int[] {0, 1, 3}) {
      assertThat(entries.get(i).get("actor").stringValue()).endsWith("(bulk)");
      assertThat(entries.get(i).get("requestId").stringValue()).isNotEmpty();
    }
    assertThat(entries.get(0).get("before").toString())
        .isEqualTo("{\"url\":\"https://example.com/1\"}");
  }

  @Test
  void noLineLeadsWhereLinksMayNot() {
    api.post(
        BlocklistRoutes.BLOCKLIST, "{\"pattern\": \"bulk.example\", \"reason\": \"phishing\"}");
    JsonNode link = mint("");
    String blocked = "\"https://bulk.example/\"";
    List<JsonNode> results =
        api.bulk(
            update(byId(link), "\"url\": " + blocked)
                + update(byId(link), "\"expiredUrl\": " + blocked)
                + "{\"url\": %s, \"reuse\": true}\n".formatted(blocked)
                + update(byId(link), toUrl(1)));
    assertThat(statuses(results)).containsExactly(422, 422, 422, 200);
    assertThat(results.stream().limit(3).map(result -> result.at("/error/errors/0/field")))
        .extracting(JsonNode::stringValue)
        .containsExactly("patch.url", "patch.expiredUrl", "url");
  }

  /** What has an answer is done, and of what has none a batch at most. */
  @Test
  void aCutLeavesOneBatchUnreportedAtMost() throws IOException {
    String links = "{\"url\": \"https://example.com/\"}\n".repeat(8000);
    List<JsonNode> minted = api.bulk(links).stream().map(result -> result.get("data")).toList();
    String body =
        IntStream.range(0, minted.size())
            .mapToObj(i -> update(byId(minted.get(i)), toUrl(i)))
            .collect(Collectors.joining());
    String answer;
    CompletableFuture<RawHttp> sent;
    try (RawHttp raw = new RawHttp(admin.port())) {
      sent = CompletableFuture.supplyAsync(() -> send(raw, body), Thread::startVirtualThread);
      answer = raw.readUntil("\"line\":1500,");
    }
    var _ = sent.handle((_, _) -> null).join();
    awaitQuiet();
    List<Integer> reported =
        DONE.matcher(answer)
            .results()
            .map(MatchResult::group)
            .map(text -> Integer.parseInt(text.replaceAll("\\D*(\\d+),.*", "$1")))
            .toList();
    assertThat(reported).hasSizeGreaterThanOrEqualTo(1499);
    long done = admin.database().number("SELECT count(*) FROM link WHERE updated_at IS NOT NULL");
    assertThat(done).isGreaterThanOrEqualTo(reported.size()).isLessThan(8000);
    for (int line : reported) {
      String id = id(minted.get(line - 1));
      assertThat(
              admin
                  .database()
                  .number("SELECT count(*) FROM link WHERE updated_at IS NOT NULL AND id = " + id))
          .isEqualTo(1);
    }
  }

  private static RawHttp send(RawHttp raw, String body) {
    try {
      return raw.write(
          """
          POST /api/v1/links/bulk HTTP/1.1\r
          Host: x\r
          Authorization: Bearer %s\r
          Content-Type: application/x-ndjson\r
          Content-Length: %d\r
          \r
          %s\
          """
              .formatted(TestAdmin.KEY, body.length(), body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until nothing is changed any more. */
  private static void awaitQuiet() {
    String changes = "SELECT count(*) FROM link_change";
    long before = -1;
    for (long now = admin.database().number(changes); now != before; ) {
      before = now;
      LockSupport.parkNanos(500_000_000L);
      now = admin.database().number(changes);
    }
  }

  @Test
  void twoAtOnceWhoChangeTheSameLinksDoNotWaitForEachOther() {
    String links = "{\"url\": \"https://example.com/\"}\n".repeat(500);
    List<String> ids = api.bulk(links).stream().map(result -> byId(result.get("data"))).toList();
    List<CompletableFuture<List<JsonNode>>> requests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<String> shuffled = new ArrayList<>(ids);
      Collections.shuffle(shuffled, new Random(i));
      String body =
          shuffled.stream()
              .map(link -> update(link, "\"title\": \"x\""))
              .collect(Collectors.joining());
      requests.add(CompletableFuture.supplyAsync(() -> api.bulk(body), Thread::startVirtualThread));
    }
    for (CompletableFuture<List<JsonNode>> request : requests) {
      assertThat(statuses(request.join())).hasSize(500).containsOnly(200);
    }
  }
}
