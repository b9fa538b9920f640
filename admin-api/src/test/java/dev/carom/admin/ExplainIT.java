package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.testing.TestStores;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Why short URLs are answered as they are. */
class ExplainIT {

  private static final String TARGET = "https://example.com/a";

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start(Map.of("redis.url", TestStores.redisUrl()));
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static JsonNode explain(String query) {
    Api.Reply reply = api.get(ExplainRoute.EXPLAIN + "?" + query);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.data();
  }

  /** The reason, the status and where it leads. */
  private static String of(JsonNode link) {
    return of("code=" + link.get("code").stringValue());
  }

  private static String of(String query) {
    JsonNode data = explain(query);
    JsonNode location = data.get("headers").get("Location");
    return "%s %d %s"
        .formatted(
            data.get("reason").stringValue(),
            data.get("status").intValue(),
            location == null ? "nowhere" : location.stringValue());
  }

  private static JsonNode mint(String more) {
    return api.mint("{\"url\": \"%s\"%s}".formatted(TARGET, more));
  }

  @Test
  void everyReasonIsTold() {
    assertThat(of(mint(", \"redirectStatus\": 308"))).isEqualTo("active 308 " + TARGET);
    assertThat(of("code=nobodys")).isEqualTo("missing 404 nowhere");
    assertThat(of(mint(", \"startsAt\": \"2099-01-01T00:00:00Z\"")))
        .isEqualTo("scheduled 404 nowhere");
    JsonNode deleted = mint("");
    api.delete(Api.path(deleted));
    assertThat(of(deleted)).isEqualTo("deleted 410 nowhere");
    JsonNode blocked = mint("");
    api.post(Api.path(blocked) + "/block", "{\"reason\": \"x\"}");
    assertThat(of(blocked)).isEqualTo("blocked 451 nowhere");
    JsonNode listed = api.mint("{\"url\": \"https://listed.example/\"}");
    api.post(BlocklistRoutes.BLOCKLIST, "{\"pattern\": \"listed.example\", \"reason\": \"x\"}");
    assertThat(of(listed)).isEqualTo("blocklist 451 nowhere");
  }

  @Test
  void anExpiredLinkLeadsWhereItSays() {
    String soon = ", \"expiresAt\": \"%s\"".formatted(Instant.now().plusMillis(400));
    JsonNode gone = mint(soon);
    JsonNode over = mint(soon + ", \"expiredUrl\": \"https://example.com/over\"");
    assertThat(of(gone)).isEqualTo("active 302 " + TARGET);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> of(gone).equals("expired 410 nowhere"));
    assertThat(of(over)).isEqualTo("expired 302 https://example.com/over");
  }

  @Test
  void aLinkThatIsUsedUpIsToldSoAndAskingUsesNothing() {
    JsonNode link = mint(", \"maxClicks\": 1");
    for (int i = 0; i < 3; i++) {
      assertThat(of(link)).isEqualTo("active 302 " + TARGET);
    }
    assertThat(api.get(Api.path(link)).data().get("clicksLeft").longValue()).isEqualTo(1);
    admin
        .database()
        .execute("INSERT INTO link_use VALUES (%s, 1)".formatted(link.get("id").stringValue()));
    assertThat(of(link)).isEqualTo("usedUp 410 nowhere");
  }

  @Test
  void aDomainAnswersForItsHostAndLeadsWhereItSays() {
    api.post(
        DomainRoutes.DOMAINS,
        """
        {"host": "why.example", "caseInsensitive": true, "notFoundUrl": "https://example.com/lost",
         "expiredUrl": "https://example.com/gone"}
        """);
    JsonNode link = mint(", \"domain\": \"why.example\", \"code\": \"why\"");
    assertThat(of("host=why.example&code=WHY")).isEqualTo("active 302 " + TARGET);
    assertThat(of("host=other.example&code=why")).isEqualTo("missing 404 nowhere");
    assertThat(of("host=why.example&code=no")).isEqualTo("missing 302 https://example.com/lost");
    api.delete(Api.path(link));
    assertThat(of("host=why.example&code=why")).isEqualTo("deleted 302 https://example.com/gone");
    JsonNode told = explain("host=why.example&code=wHy");
    assertThat(told.get("domain").stringValue()).isEqualTo("why.example");
    assertThat(told.get("code").stringValue()).isEqualTo("why");
    assertThat(told.get("link").get("id")).isEqualTo(link.get("id"));
    assertThat(told.get("link").get("shortUrl").stringValue()).isEqualTo("https://why.example/why");
  }

  @Test
  void whereAServerWouldFindItIsTold() {
    JsonNode link = mint("");
    String code = "code=" + link.get("code").stringValue();
    assertThat(explain(code).get("tier").stringValue()).isEqualTo("postgres");
    Api.Reply edited = api.patch(Api.path(link), "{\"title\": \"x\"}");
    assertThat(explain(code).get("tier").stringValue()).isEqualTo("redis");
    assertThat(explain(code).get("link").get("version")).isEqualTo(edited.data().get("version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?code=", "?code=a%2Fb", "?host=go.example"})
  void whatIsNoCodeIsRefused(String query) {
    assertThat(api.get(ExplainRoute.EXPLAIN + query).fields(ProblemType.INVALID_PARAMETER))
        .containsExactly("code");
  }
}
