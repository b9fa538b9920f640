package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Links say from when on they can be followed, and where they lead when they have expired. */
class LinkPeriodIT {

  private static final String PERIOD =
      """
      "startsAt": "2090-01-01T01:00:00.0009+01:00", "expiredUrl": "HTTPS://Example.com/over"\
      """;
  private static final String BODY = "{\"url\": \"https://example.com/\", %s}";

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

  private static void assertPeriod(JsonNode link) {
    assertThat(link.get("startsAt").stringValue()).isEqualTo("2090-01-01T00:00:00.000Z");
    assertThat(link.get("expiredUrl").stringValue()).isEqualTo("https://example.com/over");
    assertThat(link.get("state").stringValue()).isEqualTo("scheduled");
  }

  private static void assertNoPeriod(JsonNode link) {
    assertThat(link.get("startsAt").isNull()).isTrue();
    assertThat(link.get("expiredUrl").isNull()).isTrue();
    assertThat(link.get("state").stringValue()).isEqualTo("active");
  }

  @Test
  void itIsKeptAsItWasGiven() {
    JsonNode minted = api.mint(BODY.formatted(PERIOD));
    assertPeriod(minted);
    assertThat(api.get(Api.path(minted)).data()).isEqualTo(minted);
    List<JsonNode> bulk =
        api.bulk(BODY.formatted(PERIOD) + "\n{\"url\": \"https://example.com/\"}\n");
    assertPeriod(bulk.getFirst().get("data"));
    assertPeriod(api.get(Api.path(bulk.getFirst().get("data"))).data());
    assertNoPeriod(api.get(Api.path(bulk.getLast().get("data"))).data());
  }

  @Test
  void aPatchChangesWhatItNames() {
    String path = Api.path(api.mint("{\"url\": \"https://example.com/\"}"));
    assertNoPeriod(api.get(path).data());
    JsonNode timed = api.patch(path, "{" + PERIOD + "}").data();
    assertPeriod(timed);
    JsonNode patched = api.patch(path, "{\"url\": \"https://example.com/2\"}").data();
    assertPeriod(patched);
    assertThat(patched.get("version").longValue()).isGreaterThan(timed.get("version").longValue());
    JsonNode started = api.patch(path, "{\"startsAt\": \"2020-01-01T00:00:00Z\"}").data();
    assertThat(started.get("state").stringValue()).isEqualTo("active");
    assertNoPeriod(api.patch(path, "{\"startsAt\": null, \"expiredUrl\": null}").data());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "startsAt   | 1893456000",
        "startsAt   | \"2030-01-01\"",
        "startsAt   | \"9999-12-31T23:59:59-01:00\"",
        "startsAt   | \"0000-01-01T00:00:00+01:00\"",
        "startsAt   | \"2091-01-01T00:00:00Z\", \"expiresAt\": \"2091-01-01T00:00:00Z\"",
        "expiredUrl | 1",
        "expiredUrl | \"\"",
        "expiredUrl | \"javascript:alert(1)\"",
        "expiredUrl | \"https://go.example/abc\"",
      })
  void whatIsWrongIsNamed(String field, String value) {
    String property = "\"%s\": %s".formatted(field, value);
    assertThat(api.post(BODY.formatted(property)).fields(ProblemType.INVALID_LINK))
        .containsExactly(field);
    String path = Api.path(api.mint("{\"url\": \"https://example.com/\"}"));
    assertThat(api.patch(path, "{" + property + "}").fields(ProblemType.INVALID_LINK))
        .containsExactly(field);
  }

  @Test
  void anExpiredLinkMayNotLeadToABlockedHostEither() {
    api.post(BlocklistRoutes.BLOCKLIST, "{\"pattern\": \"evil.example\", \"reason\": \"x\"}");
    String property = "\"expiredUrl\": \"https://evil.example/\"";
    assertThat(api.post(BODY.formatted(property)).fields(ProblemType.INVALID_LINK))
        .containsExactly("expiredUrl");
    String path = Api.path(api.mint("{\"url\": \"https://example.com/\"}"));
    assertThat(api.patch(path, "{" + property + "}").fields(ProblemType.INVALID_LINK))
        .containsExactly("expiredUrl");
    assertThat(
            api.bulk(BODY.formatted(property)).getFirst().at("/error/errors/0/field").stringValue())
        .isEqualTo("expiredUrl");
  }
}
