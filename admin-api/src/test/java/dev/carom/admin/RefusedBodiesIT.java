package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is refused, with what words, and that nothing of it is kept. */
class RefusedBodiesIT {

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

  @AfterEach
  void nothingIsKept() {
    assertThat(admin.rows()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"url\": \"https://example.com/\"",
        "{'url': 'https://example.com/'}",
        "{\"url\": \"https://example.com/\",}",
        "{\"url\": \"https://example.com/\"} x",
        "{\"url\": \"https://example.com/\"}{}",
        "{\"url\": \"https://example.com/\"} // done",
        "{\"redirectStatus\": 0302}",
        "{\"redirectStatus\": NaN}",
        "{\"url\": \"https://example.com/\n\"}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]",
        "[] []",
        "url=https://example.com/"
      })
  void whatIsNoJsonCannotBeRead(String body) {
    api.post(body).problem(ProblemType.UNREADABLE_BODY);
  }

  @Test
  void otherEncodingsThanUtf8CannotBeRead() {
    byte[] latin1 = "{\"url\": \"https://example.com/ü\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = "{\"url\": \"https://example.com/\"}".getBytes(StandardCharsets.UTF_16LE);
    for (byte[] body : new byte[][] {latin1, utf16}) {
      api.send(
              api.request(LinkRoutes.LINKS)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(body)))
          .problem(ProblemType.UNREADABLE_BODY);
    }
  }

  @Test
  void aFieldThatIsGivenTwiceCannotBeRead() {
    Api.Reply reply =
        api.post("{\"url\": \"https://example.com/1\", \"url\": \"https://example.com/2\"}");
    assertThat(reply.fields(ProblemType.UNREADABLE_BODY)).containsExactly("url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"https://example.com/\"", "1", "true"})
  void anythingButAnObjectIsRefused(String body) {
    api.post(body).problem(ProblemType.INVALID_LINK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "url            | 1                        | must be a string (was a number)",
        "url            | null                     | must be a string (was null)",
        "url            | [\"https://a.example/\"] | must be a string (was an array)",
        "url            | {}                       | must be a string (was an object)",
        "code           | 1234567                  | must be a string or null (was a number)",
        "code           | true                     | must be a string or null (was true or false)",
        "redirectStatus | \"302\"                  | must be a whole number, written as 302 is (was a string)",
        "redirectStatus | 302.0                    | must be a whole number, written as 302 is (was a number)",
        "redirectStatus | 3.02e2                   | must be a whole number, written as 302 is (was a number)",
        "redirectStatus | null                     | must be a whole number, written as 302 is (was null)",
        "redirectStatus | 303                      | must be one of 301, 302, 307, 308 (was 303)",
        "redirectStatus | 4294967598               | must be a whole number, written as 302 is (was a number)",
        "expiresAt      | 1893456000               | must be a string or null (was a number)",
        "maxClicks      | \"100\"                  | must be a whole number, written as 100 is, or null (was a string)",
        "maxClicks      | 1e2                      | must be a whole number, written as 100 is, or null (was a number)",
        "maxClicks      | 0                        | must be between 1 and 1000000000000 (was 0)",
        "maxClicks      | 1000000000001            | must be between 1 and 1000000000000 (was 1000000000001)",
        "maxClicks      | 99999999999999999999     | must be between 1 and 1000000000000 (was 99999999999999999999)",
      })
  void aValueOfAnotherTypeIsRefused(String field, String value, String detail) {
    String url = field.equals("url") ? "" : "\"url\": \"https://example.com/\", ";
    Api.Reply reply = api.post("{%s\"%s\": %s}".formatted(url, field, value));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly(field);
    assertThat(reply.fieldDetail(field)).isEqualTo(detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-01-01T00:00:00Z",
        "2030-01-01",
        "2030-01-01T00:00:00",
        "2030-01-01T00:00Z",
        "2030-01-01 00:00:00Z",
        "2030-02-30T00:00:00Z",
        "2030-01-01T24:00:00Z",
        "2030-01-01T00:00:00+01",
        "2030-01-01T00:00:00+01:00:01",
        "+12030-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "tomorrow",
        ""
      })
  void aTimeThatIsNoFutureRfc3339TimeIsRefused(String time) {
    Api.Reply reply =
        api.post("{\"url\": \"https://example.com/\", \"expiresAt\": \"%s\"}".formatted(time));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("expiresAt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/path",
        "example.com",
        "//example.com/",
        "javascript:alert(1)",
        "JavaScript://example.com/%0aalert(1)",
        "data:text/html,x",
        "https://",
        "https://user:password@example.com/",
        "https://example.com\\\\@evil.example/",
        "https://example.com/\\r\\nSet-Cookie: a=b",
        "https://example.com/\\u000a",
        "https://example.com/ x",
        "https://go.example/abc",
        ""
      })
  void aTargetThatWouldMisleadIsRefused(String url) {
    Api.Reply reply = api.post("{\"url\": \"%s\"}".formatted(url));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("url");
  }

  @Test
  void aTargetOf9KibIsRefused() {
    String url = "https://example.com/" + "x".repeat(9 * 1024);
    Api.Reply reply = api.post("{\"url\": \"%s\"}".formatted(url));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("url");
    assertThat(reply.fieldDetail("url")).contains("8192");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "a/b", "robots.txt", "Admin", "api", "metrics"})
  void aCodeThatNoLinkMayHaveIsRefused(String code) {
    Api.Reply reply =
        api.post("{\"url\": \"https://example.com/\", \"code\": \"%s\"}".formatted(code));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("code");
  }

  @Test
  void aCodeOf65CharactersIsRefused() {
    String code = "x".repeat(65);
    Api.Reply reply =
        api.post("{\"url\": \"https://example.com/\", \"code\": \"%s\"}".formatted(code));
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("code");
    assertThat(reply.fieldDetail("code")).contains("64");
  }

  @Test
  void aMissingUrlIsNamed() {
    Api.Reply reply = api.post("{}");
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("url");
    assertThat(reply.fieldDetail("url")).contains("is required");
  }

  @Test
  void anUnknownFieldIsNamedWithTheNearestKnownOne() {
    Api.Reply reply =
        api.post("{\"url\": \"https://example.com/\", \"redirectStatsu\": 301, \"colour\": []}");
    assertThat(reply.fields(ProblemType.INVALID_LINK)).containsExactly("redirectStatsu", "colour");
    assertThat(reply.fieldDetail("redirectStatsu")).endsWith("did you mean redirectStatus?");
    assertThat(reply.fieldDetail("colour")).endsWith("is not a field of a link");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    Api.Reply reply =
        api.post(
            """
            {"id": "7", "target": "x", "code": "no good", "redirectStatus": "301",
             "expiresAt": "soon"}
            """);
    assertThat(reply.fields(ProblemType.INVALID_LINK))
        .containsExactlyInAnyOrder("id", "target", "url", "code", "redirectStatus", "expiresAt");
    assertThat(reply.json().get("detail").stringValue()).contains("(and 5 more; see errors)");
  }

  @Test
  void aBodyOfAThousandUnknownFieldsIsNotAnsweredWithAsMany() {
    StringBuilder body = new StringBuilder("{\"url\": \"https://example.com/\"");
    for (int i = 0; i < 1000; i++) {
      body.append(", \"field").append(i).append("\": 0");
    }
    JsonNode problem = api.post(body + "}").problem(ProblemType.INVALID_LINK);
    assertThat(problem.get("errors").size()).isEqualTo(32);
    assertThat(problem.get("detail").stringValue()).contains("(and 999 more; see errors)");
  }

  @Test
  void aPatchOfWhatCannotBeChangedIsRefused() {
    String path = LinkRoutes.LINKS + "/1";
    Api.Reply reply =
        api.patch(
            path, "{\"code\": \"other\", \"version\": 1, \"url\": null, \"redirectStatus\": null}");
    assertThat(reply.fields(ProblemType.INVALID_LINK))
        .containsExactlyInAnyOrder("code", "version", "url", "redirectStatus");
    assertThat(reply.fieldDetail("code")).contains("cannot be changed");
    assertThat(reply.fieldDetail("version")).contains("cannot be set");
  }

  @Test
  void aBodyOfAnotherTypeIsNotUnderstood() {
    String body = "{\"url\": \"https://example.com/\"}";
    for (String type :
        new String[] {
          "text/plain",
          "application/x-www-form-urlencoded",
          "application/merge-patch+json",
          "application/json; charset=iso-8859-1",
          "application/json; charset=nope",
          "application/json; charset=\"\"",
          "application/json; charset=utf-8; charset=utf-16"
        }) {
      api.send(
              api.request(LinkRoutes.LINKS)
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString(body)))
          .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }
    api.send(api.request(LinkRoutes.LINKS).POST(BodyPublishers.ofString(body)))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    api.send(
            api.request(LinkRoutes.LINKS)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString(body)))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void aBodyOverTheLimitIsRefusedWithAndWithoutItsLength() {
    byte[] body = ("{\"url\": \"" + "x".repeat(70_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    api.send(
            api.request(LinkRoutes.LINKS)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)))
        .problem(ProblemType.BODY_TOO_LARGE);
    api.send(
            api.request(LinkRoutes.LINKS)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))))
        .problem(ProblemType.BODY_TOO_LARGE);
  }

  @Test
  void unknownParametersAreNamed() {
    Api.Reply reply = api.get(LinkRoutes.LINKS + "?limt=5&order=code");
    assertThat(reply.fields(ProblemType.INVALID_PARAMETER))
        .containsExactlyInAnyOrder("limt", "order");
    assertThat(reply.fieldDetail("limt")).endsWith("did you mean limit?");
    assertThat(api.get(LinkRoutes.LINKS + "/1?x=1").fields(ProblemType.INVALID_PARAMETER))
        .containsExactly("x");
    assertThat(api.get(LinkRoutes.LINKS + "?limit=1&limit=2").fields(ProblemType.INVALID_PARAMETER))
        .containsExactly("limit");
  }
}
