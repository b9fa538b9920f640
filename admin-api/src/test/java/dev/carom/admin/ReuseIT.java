package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whoever will have a link that is there already does not get another one. */
class ReuseIT {

  private static final String URL = "\"url\": \"https://example.com/reuse\"";

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

  @BeforeEach
  void empty() {
    admin.database().execute("SET session_replication_role = replica; TRUNCATE link, link_use");
  }

  private static String link(String more) {
    return "{%s%s}".formatted(URL, more.isEmpty() ? "" : ", " + more);
  }

  private static String reuse(String more) {
    return link("\"reuse\": true" + (more.isEmpty() ? "" : ", " + more));
  }

  private static void assertFound(Api.Reply reply, JsonNode link) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.data().get("id")).isEqualTo(link.get("id"));
    assertThat(reply.meta().get("reused").booleanValue()).isTrue();
    assertThat(reply.header("etag")).isEqualTo("\"%s\"".formatted(link.get("version")));
  }

  private static void assertCreated(Api.Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    assertThat(reply.meta().isEmpty()).isTrue();
  }

  private static List<Integer> statuses(List<JsonNode> results) {
    return results.stream().map(result -> result.get("status").intValue()).toList();
  }

  private static List<String> ids(List<JsonNode> results) {
    return results.stream().map(result -> result.at("/data/id").asString("")).toList();
  }

  @Test
  void whatIsThereIsFoundAndWhatIsNotIsMinted() {
    assertCreated(api.post(reuse("")));
    JsonNode link = api.get(LinkRoutes.LINKS).data().get(0);
    assertFound(api.post(reuse("")), link);
    assertFound(api.post(reuse("\"redirectStatus\": 302, \"title\": null, \"tags\": []")), link);
    assertCreated(api.post(link("")));
    assertCreated(api.post(link("\"reuse\": false")));
    assertCreated(api.post("{\"url\": \"https://example.com/reuse?\", \"reuse\": true}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"redirectStatus\": 301",
        "\"maxClicks\": 10",
        "\"expiresAt\": \"2099-01-01T00:00:00Z\"",
        "\"startsAt\": \"2099-01-01T00:00:00Z\"",
        "\"expiredUrl\": \"https://example.com/over\"",
      })
  void whatFollowersGetMustBeTheSame(String more) {
    JsonNode link = api.mint(link(more));
    assertCreated(api.post(reuse("")));
    assertFound(api.post(reuse(more)), link);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"title\": \"A\"                    | \"title\": \"B\"",
        "\"notes\": \"A\"                    | \"notes\": \"B\"",
        "\"externalId\": \"A\"               | \"externalId\": \"B\"",
        "\"tags\": [\"b\", \"a\"]            | \"tags\": [\"a\", \"c\"]",
        "\"startsAt\": \"2020-01-01T00:00:00Z\" | \"startsAt\": \"2099-01-01T00:00:00Z\"",
      })
  void whatIsNotedMustBeWhatIsGiven(String fits, String doesNot) {
    JsonNode link = api.mint(link(fits));
    assertFound(api.post(reuse("")), link);
    assertFound(api.post(reuse(fits)), link);
    assertFound(api.post(reuse("\"tags\": %s".formatted(tags(fits)))), link);
    assertCreated(api.post(reuse(doesNot)));
  }

  private static String tags(String fits) {
    return fits.contains("tags") ? "[\"a\"]" : "[]";
  }

  @Test
  void aLinkThatNobodyCanFollowIsNotFound() {
    JsonNode blocked = api.mint(link(""));
    api.post(Api.path(blocked) + "/block", "{\"reason\": \"spam\"}");
    Api.Reply second = api.post(reuse(""));
    assertCreated(second);
    api.delete(Api.path(second.data()));
    Api.Reply third = api.post(reuse(""));
    assertCreated(third);
    assertFound(api.post(reuse("")), third.data());
    api.send("POST", Api.path(blocked) + "/unblock");
    api.delete(Api.path(third.data()));
    assertFound(api.post(reuse("")), api.get(Api.path(blocked)).data());
    api.patch(Api.path(blocked), "{\"expiresAt\": \"2099-01-01T00:00:00Z\"}");
    admin.database().execute("UPDATE link SET expires_at = '2020-01-01T00:00:00Z'");
    assertCreated(api.post(reuse("")));
  }

  @Test
  void aLinkThatIsUsedUpIsNotFound() {
    JsonNode link = api.mint(link("\"maxClicks\": 2"));
    String id = link.get("id").stringValue();
    admin.database().execute("INSERT INTO link_use VALUES (%s, 1)".formatted(id));
    assertFound(api.post(reuse("\"maxClicks\": 2")), link);
    admin.database().execute("UPDATE link_use SET used = 2 WHERE link_id = " + id);
    assertCreated(api.post(reuse("\"maxClicks\": 2")));
  }

  @Test
  void anEditedLinkIsFoundByWhatItIsNow() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/before\"}");
    JsonNode edited = api.patch(Api.path(link), link("")).data();
    assertFound(api.post(reuse("")), edited);
    assertCreated(api.post("{\"url\": \"https://example.com/before\", \"reuse\": true}"));
  }

  @Test
  void aCodeThatIsGivenIsThatOfTheLink() {
    JsonNode link = api.mint(link("\"code\": \"reuse-a\""));
    assertFound(api.post(reuse("")), link);
    assertFound(api.post(reuse("\"code\": \"reuse-a\"")), link);
    assertCreated(api.post(reuse("\"code\": \"reuse-b\"")));
    api.post(reuse("\"code\": \"reuse-a\", \"redirectStatus\": 307"))
        .problem(ProblemType.CODE_TAKEN);
    api.post("{\"url\": \"https://example.com/x\", \"code\": \"reuse-a\", \"reuse\": true}")
        .problem(ProblemType.CODE_TAKEN);
    JsonNode generated = api.mint(link(""));
    String code = "\"code\": \"%s\"".formatted(generated.get("code").stringValue());
    assertFound(api.post(reuse(code)), generated);
    api.delete(Api.path(link));
    api.post(reuse("\"code\": \"reuse-a\"")).problem(ProblemType.CODE_TAKEN);
  }

  @Test
  void eachDomainHasLinksOfItsOwn() {
    api.post(DomainRoutes.DOMAINS, "{\"host\": \"reuse.example\", \"caseInsensitive\": true}");
    JsonNode link = api.mint(link(""));
    String domain = "\"domain\": \"reuse.example\"";
    Api.Reply other = api.post(reuse(domain));
    assertCreated(other);
    assertFound(api.post(reuse(domain)), other.data());
    assertFound(api.post(reuse("")), link);
    String code = other.data().get("code").stringValue().toUpperCase(Locale.ROOT);
    assertFound(api.post(reuse(domain + ", \"code\": \"%s\"".formatted(code))), other.data());
    api.post(reuse("\"domain\": \"nowhere.example\"")).problem(ProblemType.INVALID_LINK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"true\""})
  void reuseIsTrueOrFalse(String value) {
    Api.Reply reply = api.post(link("\"reuse\": " + value));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("reuse");
  }

  @Test
  void linesFindWhatThoseBeforeThemMinted() {
    List<JsonNode> results =
        api.bulk(
            String.join(
                "\n",
                reuse("\"title\": \"A\""),
                reuse(""),
                reuse("\"title\": \"B\""),
                link("\"code\": \"reuse-line\""),
                reuse("\"code\": \"reuse-line\""),
                reuse("\"code\": \"reuse-line\", \"redirectStatus\": 301"),
                reuse("\"title\": \"B\"")));
    assertThat(statuses(results)).containsExactly(201, 200, 201, 201, 200, 409, 200);
    List<String> ids = ids(results);
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(4)).isEqualTo(ids.get(3));
    assertThat(results.get(4).get("data").get("version"))
        .isEqualTo(results.get(3).get("data").get("version"));
    assertThat(ids.get(6)).isEqualTo(ids.get(2));
    assertThat(admin.rows()).isEqualTo(3);
  }

  @Test
  void linesFindWhatThoseBeforeThemLeft() {
    JsonNode other = api.mint("{\"url\": \"https://example.com/other\"}");
    String id = other.get("id").stringValue();
    String change = "{\"op\": \"%s\", \"id\": \"" + id + "\"%s}";
    List<JsonNode> results =
        api.bulk(
            String.join(
                "\n",
                change.formatted("update", ", \"patch\": {%s}".formatted(URL)),
                reuse(""),
                change.formatted("delete", ""),
                reuse(""),
                "{\"url\": \"https://example.com/other\", \"reuse\": true}"));
    assertThat(statuses(results)).containsExactly(200, 200, 200, 201, 201);
    assertThat(ids(results).subList(0, 3)).containsOnly(id);
  }

  @Test
  void oneOfManyAtOnceMints() throws Exception {
    try (TestAdmin second = TestAdmin.start(admin.database(), Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int round = 0; round < 20; round++) {
        String body = "{\"url\": \"https://example.com/%d\", \"reuse\": true}".formatted(round);
        List<Future<Api.Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          Api server = (i % 2 == 0 ? admin : second).api();
          replies.add(threads.submit(() -> server.post(body)));
        }
        List<Integer> statuses = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Future<Api.Reply> reply : replies) {
          statuses.add(reply.get().status());
          ids.add(reply.get().data().get("id").stringValue());
        }
        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
        assertThat(ids).hasSize(1);
      }
    }
    assertThat(admin.rows()).isEqualTo(20);
  }

  @Test
  void manyBatchesAtOnceMintEachOnce() {
    List<String> lines =
        IntStream.range(0, 1500)
            .mapToObj("{\"url\": \"https://example.com/%d\", \"reuse\": true}"::formatted)
            .toList();
    List<CompletableFuture<List<JsonNode>>> requests = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      List<String> shuffled = new ArrayList<>(lines);
      Collections.shuffle(shuffled, new Random(i));
      requests.add(
          CompletableFuture.supplyAsync(
              () -> api.bulk(String.join("\n", shuffled)), Thread::startVirtualThread));
    }
    List<Integer> all = new ArrayList<>();
    for (CompletableFuture<List<JsonNode>> request : requests) {
      all.addAll(statuses(request.join()));
    }
    assertThat(all).hasSize(6 * 1500).containsOnly(200, 201);
    assertThat(all.stream().filter(status -> status == 201)).hasSize(1500);
    assertThat(admin.rows()).isEqualTo(1500);
  }

  /** Whatever the planner knows of them. */
  @ParameterizedTest
  @ValueSource(strings = {"", "ANALYZE link"})
  void oneOfManyLinksIsFoundAlongTheIndex(String analyze) {
    String before = // Half of the links lead to one target.
        """
        SET session_replication_role = replica;
        INSERT INTO link (id, redirect_status, target)
        SELECT 1000000 + n, 302, 'https://example.com/' || CASE n %% 2 WHEN 0 THEN 'reuse' ELSE n::text END
        FROM generate_series(1, 20000) AS n;
        %s
        """
            .formatted(analyze);
    admin.database().execute(before);
    long read = rowsRead();
    String others =
        IntStream.range(0, 100)
            .mapToObj(
                i -> "{\"url\": \"https://example.com/%d\", \"reuse\": true}".formatted(2 * i + 1))
            .collect(Collectors.joining("\n"));
    assertThat(statuses(api.bulk(others))).containsOnly(200);
    assertThat(api.post(reuse("")).status()).isEqualTo(200);
    assertCreated(api.post("{\"url\": \"https://example.com/nowhere\", \"reuse\": true}"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .during(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(rowsRead() - read).isLessThan(1000));
  }

  private static long rowsRead() {
    return admin
        .database()
        .number(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'link'");
  }
}
