package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Role;
import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.Resolution;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Links are blocked and unblocked by admins alone. */
class BlocksIT {

  private static final String REASON = "{\"reason\": \" Phishing — reported \"}";

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

  private static String mint() {
    return Api.path(api.mint("{\"url\": \"https://example.com/\"}"));
  }

  private static Api as(Role role) {
    String body = "{\"name\": \"x\", \"role\": \"%s\"}".formatted(role.text());
    return api.with(api.post(KeyRoutes.KEYS, body).data().get("key").stringValue());
  }

  private static JsonNode ok(Api.Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.data();
  }

  @Test
  void aBlockedLinkSaysSoUntilItIsUnblocked() {
    String path = mint();
    assertThat(api.get(path).data().get("block").isNull()).isTrue();
    Api.Reply blocked = api.post(path + "/block", REASON);
    assertThat(ok(blocked).get("state").stringValue()).isEqualTo("blocked");
    assertThat(blocked.meta().get("propagation").get("complete").booleanValue()).isTrue();
    JsonNode block = blocked.data().get("block");
    assertThat(block.get("reason").stringValue()).isEqualTo("Phishing — reported");
    assertThat(api.get(path).data()).isEqualTo(blocked.data());
    assertThat(blocked.header("etag"))
        .isEqualTo('"' + blocked.data().get("version").toString() + '"');
    ShortCode code = new ShortCode(blocked.data().get("code").stringValue());
    assertThat(admin.cache().get(code)).isInstanceOf(Resolution.Blocked.class);

    JsonNode again = ok(api.post(path + "/block", "{\"reason\": \"Malware\"}"));
    assertThat(again.get("block").get("reason").stringValue()).isEqualTo("Malware");
    assertThat(again.get("block").get("at")).isEqualTo(block.get("at"));

    JsonNode unblocked = ok(api.send("POST", path + "/unblock"));
    assertThat(unblocked.get("state").stringValue()).isEqualTo("active");
    assertThat(unblocked.get("block").isNull()).isTrue();
    assertThat(unblocked.get("version").longValue())
        .isGreaterThan(again.get("version").longValue());
    assertThat(admin.cache().get(code)).isInstanceOf(Resolution.Found.class);
    ok(api.send("POST", path + "/unblock"));
  }

  @Test
  void anEditorSeesABlockAndCannotUndoIt() {
    String path = mint();
    Api editor = as(Role.EDITOR);
    editor.post(path + "/block", REASON).problem(ProblemType.FORBIDDEN);
    ok(api.post(path + "/block", REASON));
    editor.send("POST", path + "/unblock").problem(ProblemType.FORBIDDEN);
    JsonNode edited = ok(editor.patch(path, "{\"url\": \"https://example.com/2\"}"));
    assertThat(edited.get("state").stringValue()).isEqualTo("blocked");
    assertThat(edited.get("url").stringValue()).isEqualTo("https://example.com/2");
    assertThat(editor.patch(path, "{\"block\": null}").fields(ProblemType.INVALID_LINK))
        .containsExactly("block");
    assertThat(ok(as(Role.VIEWER).get(path)).get("state").stringValue()).isEqualTo("blocked");
  }

  @Test
  void aBlockIsForTheVersionThatIsMeant() {
    String path = mint();
    String tag = api.get(path).header("etag");
    api.patch(path, "{\"redirectStatus\": 307}");
    api.send(
            api.request(path + "/unblock")
                .header("If-Match", tag)
                .method("POST", BodyPublishers.noBody()))
        .problem(ProblemType.PRECONDITION_FAILED);
    String now = api.get(path).header("etag");
    ok(
        api.send(
            api.request(path + "/unblock")
                .header("If-Match", now)
                .method("POST", BodyPublishers.noBody())));
  }

  @Test
  void aDeletedLinkCannotBeBlocked() {
    String path = mint();
    api.delete(path);
    api.post(path + "/block", REASON).problem(ProblemType.NOT_FOUND);
    api.send("POST", path + "/unblock").problem(ProblemType.NOT_FOUND);
    api.post(LinkRoutes.LINKS + "/999999999/block", REASON).problem(ProblemType.NOT_FOUND);
    api.post(LinkRoutes.LINKS + "/x/block", REASON).problem(ProblemType.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                       | reason",
        "{\"reason\": null}                       | reason",
        "{\"reason\": \"\"}                       | reason",
        "{\"reason\": \"a\\nb\"}                   | reason",
        "{\"reason\": 7}                          | reason",
        "{\"reason\": \"x\", \"until\": \"x\"}    | until",
      })
  void whatIsWrongIsNamed(String body, String field) {
    assertThat(api.post(mint() + "/block", body).fields(ProblemType.INVALID_BLOCK))
        .containsExactly(field);
  }

  @Test
  void aReasonIsNotTooLong() {
    String body = "{\"reason\": \"%s\"}";
    ok(api.post(mint() + "/block", body.formatted("é".repeat(500))));
    assertThat(
            api.post(mint() + "/block", body.formatted("é".repeat(501)))
                .fields(ProblemType.INVALID_BLOCK))
        .containsExactly("reason");
  }
}
