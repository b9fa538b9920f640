package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Minting, reading, editing and deleting single links. */
class LinksIT {

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

  @Test
  void aMintedLinkIsAnsweredWithItsLocation() {
    Api.Reply reply = api.post("{\"url\": \"https://example.com/a?b=c#d\"}");
    assertThat(reply.status()).isEqualTo(201);
    JsonNode link = reply.data();
    String id = link.get("id").stringValue();
    String code = link.get("code").stringValue();
    assertThat(reply.header("location")).isEqualTo("/api/v1/links/" + id);
    assertThat(code).matches("[A-Za-z0-9]{7}");
    assertThat(link.get("shortUrl").stringValue()).isEqualTo("https://go.example/" + code);
    assertThat(link.get("url").stringValue()).isEqualTo("https://example.com/a?b=c#d");
    assertThat(link.get("redirectStatus").intValue()).isEqualTo(302);
    assertThat(link.get("expiresAt").isNull()).isTrue();
    assertThat(link.get("maxClicks").isNull()).isTrue();
    assertThat(link.get("state").stringValue()).isEqualTo("active");
    assertThat(link.get("version").longValue()).isZero();
    assertThat(link.get("createdAt").stringValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
        .isEqualTo(link.get("updatedAt").stringValue());
    assertThat(reply.meta().isEmpty()).isTrue();
    assertThat(api.get(reply.header("location")).data()).isEqualTo(link);
  }

  @Test
  void everyPropertyCanBeChosen() {
    JsonNode link =
        api.mint(
            """
            {"url": "HTTPS://Example.COM/ü", "code": "Chosen_1", "redirectStatus": 308,
             "expiresAt": "2100-01-01T01:30:00.123999+01:30"}
            """);
    assertThat(link.get("url").stringValue()).isEqualTo("https://example.com/%C3%BC");
    assertThat(link.get("code").stringValue()).isEqualTo("Chosen_1");
    assertThat(link.get("redirectStatus").intValue()).isEqualTo(308);
    assertThat(link.get("expiresAt").stringValue()).isEqualTo("2100-01-01T00:00:00.123Z");
  }

  @Test
  void aTakenCodeIsRefusedEvenIfItsLinkIsDeleted() {
    String body = "{\"url\": \"https://example.com/\", \"code\": \"taken\"}";
    JsonNode link = api.mint(body);
    assertThat(api.post(body).fields(ProblemType.CODE_TAKEN)).containsExactly("code");
    assertThat(api.delete(Api.path(link)).status()).isEqualTo(200);
    assertThat(api.post(body).fields(ProblemType.CODE_TAKEN)).containsExactly("code");
  }

  @Test
  void anEditIsThereWhenItIsAnswered() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/old\"}");
    String path = Api.path(link);
    Api.Reply reply =
        api.patch(
            path,
            """
            {"url": "https://example.com/new", "redirectStatus": 301,
             "expiresAt": "2099-12-31T00:00:00Z"}
            """);
    assertThat(reply.status()).isEqualTo(200);
    JsonNode edited = reply.data();
    assertThat(edited.get("url").stringValue()).isEqualTo("https://example.com/new");
    assertThat(edited.get("redirectStatus").intValue()).isEqualTo(301);
    assertThat(edited.get("expiresAt").stringValue()).isEqualTo("2099-12-31T00:00:00.000Z");
    assertThat(edited.get("version").longValue()).isPositive();
    assertThat(edited.get("code")).isEqualTo(link.get("code"));
    assertThat(edited.get("createdAt")).isEqualTo(link.get("createdAt"));
    assertThat(Instant.parse(edited.get("updatedAt").stringValue()))
        .isAfterOrEqualTo(Instant.parse(link.get("updatedAt").stringValue()));
    assertThat(reply.meta().toString())
        .matches(
            "\\{\"propagation\":\\{\"servers\":0,\"lapsed\":0,\"waitedMillis\":\\d+,\"complete\":true}}");
    assertThat(api.get(path).data()).isEqualTo(edited);
  }

  @Test
  void anEditReachesTheCache() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/old\"}");
    api.patch(Api.path(link), "{\"url\": \"https://example.com/new\"}");
    Resolution.Known cached = admin.cache().get(new ShortCode(link.get("code").stringValue()));
    assertThat(cached).isInstanceOf(Resolution.Found.class);
    assertThat(((Resolution.Found) Objects.requireNonNull(cached)).target())
        .isEqualTo(new TargetUrl("https://example.com/new"));
    api.delete(Api.path(link));
    assertThat(admin.cache().get(new ShortCode(link.get("code").stringValue())))
        .isInstanceOf(Resolution.Gone.class);
  }

  @Test
  void aPatchLeavesWhatItDoesNotName() {
    JsonNode link =
        api.mint(
            """
            {"url": "https://example.com/", "redirectStatus": 307,
             "expiresAt": "2099-12-31T00:00:00Z"}
            """);
    JsonNode edited = api.patch(Api.path(link), "{\"url\": \"https://example.com/2\"}").data();
    assertThat(edited.get("redirectStatus").intValue()).isEqualTo(307);
    assertThat(edited.get("expiresAt").stringValue()).isEqualTo("2099-12-31T00:00:00.000Z");
    JsonNode unlimited = api.patch(Api.path(link), "{\"expiresAt\": null}").data();
    assertThat(unlimited.get("expiresAt").isNull()).isTrue();
    assertThat(unlimited.get("url").stringValue()).isEqualTo("https://example.com/2");
    assertThat(api.patch(Api.path(link), "{}").data()).isEqualTo(unlimited);
  }

  @Test
  void aLimitIsSetShownChangedAndRemoved() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/\", \"maxClicks\": 3}");
    assertThat(link.get("maxClicks").longValue()).isEqualTo(3);
    assertThat(link.get("clicksLeft").longValue()).isEqualTo(3);
    String path = Api.path(link);
    admin
        .database()
        .execute("INSERT INTO link_use VALUES (%s, 2)".formatted(link.get("id").stringValue()));
    assertThat(api.get(path).data().get("clicksLeft").longValue()).isEqualTo(1);
    JsonNode raised = api.patch(path, "{\"maxClicks\": 1000000000000}").data();
    assertThat(raised.get("clicksLeft").longValue()).isEqualTo(999_999_999_998L);
    JsonNode other = api.patch(path, "{\"url\": \"https://example.com/2\"}").data();
    assertThat(other.get("maxClicks").longValue()).isEqualTo(1_000_000_000_000L);
    JsonNode unlimited = api.patch(path, "{\"maxClicks\": null}").data();
    assertThat(unlimited.get("maxClicks").isNull()).isTrue();
    assertThat(unlimited.get("clicksLeft").isNull()).isTrue();
  }

  @Test
  void anExpiredLinkSaysSo() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/\"}");
    admin
        .database()
        .execute(
            "UPDATE link SET expires_at = now() - interval '1 minute' WHERE id = "
                + link.get("id").stringValue());
    assertThat(api.get(Api.path(link)).data().get("state").stringValue()).isEqualTo("expired");
  }

  @Test
  void aDeletedLinkIsStillAnsweredAndCanNoLongerBeEdited() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/\"}");
    Api.Reply deleted = api.delete(Api.path(link));
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.data().get("state").stringValue()).isEqualTo("deleted");
    assertThat(deleted.meta().get("propagation").get("complete").booleanValue()).isTrue();
    assertThat(api.get(Api.path(link)).data()).isEqualTo(deleted.data());
    Api.Reply again = api.delete(Api.path(link));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.data()).isEqualTo(deleted.data());
    for (String patch : new String[] {"{}", "{\"url\": \"https://example.com/2\"}"}) {
      Api.Reply edit = api.patch(Api.path(link), patch);
      assertThat(edit.problem(ProblemType.NOT_FOUND).get("detail").stringValue())
          .contains("is deleted");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999", "0", "-1", "01", "x", "1%20", "9999999999999999999999"})
  void anIdThatNoLinkHasIsNotFound(String id) {
    String path = LinkRoutes.LINKS + "/" + id;
    api.get(path).problem(ProblemType.NOT_FOUND);
    api.delete(path).problem(ProblemType.NOT_FOUND);
    api.patch(path, "{\"redirectStatus\": 301}").problem(ProblemType.NOT_FOUND);
  }

  @Test
  void headIsAnsweredWhereverGetIs() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/\"}");
    for (String path : new String[] {Api.path(link), LinkRoutes.LINKS, OpenApiRoute.PATH}) {
      Api.Reply head = api.send("HEAD", path);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.text()).isEmpty();
      assertThat(head.header("content-type")).isEqualTo("application/json");
      assertThat(head.header("content-length")).isNotEqualTo("0");
    }
    assertThat(api.send("HEAD", LinkRoutes.LINKS + "/999999999").status()).isEqualTo(404);
  }
}
