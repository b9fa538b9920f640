package dev.carom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Input that means to be more than data, or too much of it. */
class HostileInputIT {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MEGABYTE = 1 << 20;

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start(Map.of("admin.max-body", "2MiB"));
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String link(Map<String, Object> fields) {
    return MAPPER.writeValueAsString(fields);
  }

  /** Statements, patterns, formats and escapes of all whom a text passes on its way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE link; --",
        "' OR '1'='1",
        "$1 ? ?? :a $$ \\",
        "%_%",
        "{a,b} \"NULL\" NULL",
        "%s %n {0} ${jndi:ldap://x.example/}",
        "a & !b | c:*",
        "<script>alert(1)</script>"
      })
  void aTextIsATextWhateverItSays(String text) {
    String url = "https://example.com/?q=" + encoded(text);
    JsonNode link =
        api.mint(
            link(
                Map.of(
                    "url", url,
                    "title", text,
                    "notes", text,
                    "externalId", text,
                    "tags", List.of(text))));
    assertThat(link.get("url").stringValue()).isEqualTo(url);
    for (String field : List.of("title", "notes", "externalId")) {
      assertThat(link.get(field).stringValue()).isEqualTo(text);
    }
    String id = link.get("id").stringValue();
    assertThat(ids("?tag=" + encoded(text))).containsExactly(id);
    assertThat(ids("?state=active&q=" + encoded(text + " q"))).contains(id);
    assertThat(ids("?code=" + encoded(text))).isEmpty();
    Api.Reply stats = api.get(StatsRoutes.OF_ALL + "?tag=" + encoded(text));
    assertThat(stats.status()).as(stats.text()).isEqualTo(200);
    Api.Reply audit = api.get(AuditRoutes.AUDIT + "?actor=" + encoded(text));
    assertThat(audit.data()).isEmpty();
    String csv = api.get(LinkRoutes.LINKS + "?format=csv&tag=" + encoded(text)).text();
    assertThat(csv.lines()).hasSize(2);
    Api.Reply edited = api.patch(Api.path(link), link(Map.of("title", text + text)));
    assertThat(edited.data().get("title").stringValue()).isEqualTo(text + text);
    api.post(KeyRoutes.KEYS, link(Map.of("name", text, "role", text)))
        .problem(ProblemType.INVALID_KEY);
  }

  private static List<String> ids(String query) {
    Api.Reply reply = api.get(LinkRoutes.LINKS + query);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.data().valueStream().map(link -> link.get("id").stringValue()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\nSet-Cookie: a=b", "\n", "\r", "\u0000", "\u2028", "\u0085"})
  void nothingBecomesAHeaderOrALine(String end) {
    for (String field : List.of("title", "externalId", "code")) {
      Map<String, Object> fields = Map.of("url", "https://example.com/", field, "a" + end + "b");
      assertThat(api.post(link(fields)).fields(ProblemType.INVALID_LINK)).containsExactly(field);
    }
    for (String url : List.of("https://example.com/" + end, "https://exam" + end + "ple.com/")) {
      Api.Reply reply = api.post(link(Map.of("url", url)));
      if (reply.status() == 201) {
        assertThat(reply.data().get("url").stringValue()).matches("[!-~]+");
      } else {
        assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("url");
      }
    }
    Api.Reply none = api.get(LinkRoutes.LINKS + "/" + encoded("1" + end + "X: y"));
    assertThat(none.status()).isIn(400, 404);
    assertThat(none.headers().map()).doesNotContainKeys("x", "set-cookie");
  }

  /** A megabyte of brackets, which who reads by recursion does not survive. */
  @Test
  @Timeout(20)
  void aMegabyteOfNestingIsRefused() {
    String arrays = "[".repeat(MEGABYTE);
    String objects = "{\"url\":".repeat(MEGABYTE / 7);
    String inside = "{\"url\": \"https://example.com/\", \"tags\": " + arrays;
    for (String body : List.of(arrays, objects, inside)) {
      api.post(body).problem(ProblemType.UNREADABLE_BODY);
      List<JsonNode> results = api.bulk(body + "\n{\"url\": \"https://example.com/\"}\n");
      assertThat(results)
          .extracting(result -> result.get("status").intValue())
          .containsExactly(400, 201);
    }
    api.patch(Api.path(api.mint("{\"url\": \"https://example.com/\"}")), arrays)
        .problem(ProblemType.UNREADABLE_BODY);
  }

  @Test
  @Timeout(20)
  void muchOfEverythingIsRefusedByName() {
    String many = "x".repeat(MEGABYTE);
    for (String field : List.of("url", "code", "title", "notes", "externalId", "domain")) {
      String url = field.equals("url") ? "https://example.com/" + many : "https://example.com/";
      Map<String, Object> fields =
          field.equals("url") ? Map.of("url", url) : Map.of("url", url, field, many);
      Api.Reply reply = api.post(link(fields));
      assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly(field);
      assertThat(reply.text()).hasSizeLessThan(2000);
    }
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      tags.add("t" + i);
    }
    Api.Reply reply = api.post(link(Map.of("url", "https://example.com/", "tags", tags)));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("tags");
    String digits = "9".repeat(MEGABYTE);
    api.send(
            api.request(LinkRoutes.LINKS)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"url\": \"https://example.com/\", \"maxClicks\": %s}"
                            .formatted(digits))))
        .problem(ProblemType.UNREADABLE_BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mars/Olympus", "", "UTC+25", "EST5EDT4,M3", "Europe"})
  void aZoneThatDoesNotExistIsRefused(String zone) {
    Api.Reply reply = api.get(StatsRoutes.OF_ALL + "?tz=" + encoded(zone));
    assertThat(reply.fields(ProblemType.INVALID_PARAMETER)).containsExactly("tz");
  }

  @Test
  void oneOfTwoAtOnceGetsACode() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        String body = link(Map.of("url", "https://example.com/", "code", "race-" + round));
        List<Future<Api.Reply>> replies =
            List.of(threads.submit(() -> api.post(body)), threads.submit(() -> api.post(body)));
        assertThat(List.of(replies.getFirst().get().status(), replies.getLast().get().status()))
            .containsExactlyInAnyOrder(201, 409);
      }
    }
    assertThat(admin.database().number("SELECT count(*) FROM link WHERE code LIKE 'race-%'"))
        .isEqualTo(20);
  }
}
