package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP itself asks of every answer, the refusals of Armeria's own included. */
class ProtocolIT {

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start(Map.of("admin.request-timeout", "1s"));
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/x",
        "/api",
        "/api/v1",
        "/api/v1/links/",
        "/api/v1/links/1/stats/",
        "/API/v1/links"
      })
  void whatIsNowhereIsNotFound(String path) {
    for (String method : new String[] {"GET", "POST", "DELETE", "OPTIONS"}) {
      api.send(method, path).problem(ProblemType.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT     | /api/v1/links      | GET, HEAD, POST",
        "OPTIONS | /api/v1/links      | GET, HEAD, POST",
        "TRACE   | /api/v1/links      | GET, HEAD, POST",
        "POST    | /api/v1/links/1    | DELETE, GET, HEAD, PATCH",
        "GET     | /api/v1/links/bulk | POST",
        "PATCH   | /api/v1/links/bulk | POST",
        "DELETE  | /openapi.json      | GET, HEAD",
      })
  void aMethodThatIsNotAllowedIsAnsweredWithThoseThatAre(String method, String path, String allow) {
    Api.Reply reply = api.send(method, path);
    reply.problem(ProblemType.METHOD_NOT_ALLOWED);
    assertThat(reply.header("allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FETCH /api/v1/links HTTP/1.1       | Host: x                 | NOT_IMPLEMENTED",
        "GET /api/v1/links/%zz HTTP/1.1     | Host: x                 | BAD_REQUEST",
        "GET http://x/api/v1/links HTTP/1.1 | Host: x                 | BAD_REQUEST",
        "GET /api/v1/links HTTP/1.1         | no colon                | BAD_REQUEST",
        "POST /api/v1/links HTTP/1.1        | Content-Length: x       | BAD_REQUEST",
        "POST /api/v1/links HTTP/1.1        | Expect: a-miracle       | EXPECTATION_FAILED",
        "nonsense                           | Host: x                 | BAD_REQUEST",
      })
  void whatIsNoRequestIsAProblemToo(String line, String field, ProblemType type)
      throws IOException {
    refused(line + "\r\n" + field + "\r\nX-Request-ID: mine-7\r\n\r\n", type);
  }

  @Test
  void aRequestLineOrHeaderThatIsTooLongIsAProblemToo() throws IOException {
    refused(
        "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted("x".repeat(9000)),
        ProblemType.URI_TOO_LONG);
    refused(
        "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n".formatted("x".repeat(17_000)),
        ProblemType.HEADER_TOO_LARGE);
  }

  private static void refused(String request, ProblemType type) throws IOException {
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write(request);
      String answer = raw.readUntil("\"requestId\":\"");
      assertThat(answer)
          .startsWith("HTTP/1.1 " + type.status() + " ")
          .contains("content-type: application/problem+json", type.uri(), "x-request-id: ")
          .contains("traceparent: 00-")
          .contains("cache-control: no-store", "x-content-type-options: nosniff")
          .contains("content-security-policy: " + AnswerHeaders.NO_PAGE)
          .contains("referrer-policy: no-referrer")
          .doesNotContain("server: ");
    }
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIsAProblem() throws IOException {
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write(
          """
          POST /api/v1/links HTTP/1.1\r
          Host: x\r
          X-Api-Key: %s\r
          Content-Type: application/json\r
          Content-Length: 100\r
          \r
          {"url":\
          """
              .formatted(TestAdmin.KEY));
      assertThat(raw.readUntil("\"requestId\":\""))
          .startsWith("HTTP/1.1 408 ")
          .contains("content-type: application/problem+json", ProblemType.REQUEST_TIMEOUT.uri());
    }
  }

  @Test
  void aSaneRequestIdIsEchoed() {
    Api.Reply reply = api.send(api.request("/x").header("X-Request-ID", "mine/7"));
    assertThat(reply.problem(ProblemType.NOT_FOUND).get("requestId").stringValue())
        .isEqualTo("mine/7");
    assertThat(api.get(LinkRoutes.LINKS).header("x-request-id")).hasSize(36);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void anInsaneRequestIdIsReplaced(int length) {
    Api.Reply reply =
        api.send(api.request(LinkRoutes.LINKS).header("X-Request-ID", "x".repeat(length)));
    assertThat(reply.header("x-request-id")).hasSize(36);
    for (String insane : new String[] {"a b", "<b>", "${a}", "a%0a", "\"", "a,b"}) {
      Api.Reply other = api.send(api.request(LinkRoutes.LINKS).header("X-Request-ID", insane));
      assertThat(other.header("x-request-id")).hasSize(36);
    }
    Api.Reply two =
        api.send(api.request("/x").header("X-Request-ID", "one").header("X-Request-ID", "two"));
    assertThat(two.header("x-request-id")).hasSize(36);
  }

  @Test
  void everyAnswerSaysWhereInATraceItIs() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for (String path : new String[] {LinkRoutes.LINKS, OpenApiRoute.PATH, "/x", "/api/x"}) {
      String told = "00-%s-00f067aa0ba902b7-01".formatted(trace);
      Api.Reply continued = api.send(api.request(path).header("traceparent", told));
      assertThat(continued.header("traceparent"))
          .matches("00-" + trace + "-[0-9a-f]{16}-01")
          .isNotEqualTo(told);
      assertThat(api.get(path).header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }
  }

  @Test
  void everyAnswerHasTheFieldsOfSecurityAndNoneOfOurs() {
    for (String path : new String[] {LinkRoutes.LINKS, OpenApiRoute.PATH, "/x", "/api/x"}) {
      Api.Reply reply = api.get(path);
      assertThat(reply.header("cache-control")).isEqualTo("no-store");
      assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(reply.header("referrer-policy")).isEqualTo("no-referrer");
      assertThat(reply.header("content-security-policy"))
          .isEqualTo("default-src 'none'; frame-ancestors 'none'");
      assertThat(reply.headers().firstValue("strict-transport-security")).isEmpty();
      assertThat(reply.headers().firstValue("vary")).isEmpty();
      assertThat(reply.headers().firstValue("date")).isPresent();
      assertThat(reply.headers().firstValue("server")).isEmpty();
      assertThat(reply.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void http2IsSpokenInTheClear() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      URI links = URI.create("http://127.0.0.1:" + admin.port() + LinkRoutes.LINKS);
      // The first request upgrades; the second is HTTP/2 from its first byte.
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> list =
            client.send(
                HttpRequest.newBuilder(links).header("X-Api-Key", TestAdmin.KEY).build(),
                BodyHandlers.ofString());
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
      byte[] tooLarge = new byte[100_000];
      for (BodyPublisher body :
          List.of(
              BodyPublishers.ofByteArray(tooLarge),
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)))) {
        HttpResponse<String> refused =
            client.send(
                HttpRequest.newBuilder(links)
                    .header("X-Api-Key", TestAdmin.KEY)
                    .header("Content-Type", "application/json")
                    .POST(body)
                    .build(),
                BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains(ProblemType.BODY_TOO_LARGE.uri());
      }
    }
  }

  @Test
  void aLongBodyThatNobodyReadsEndsTheConnection() throws IOException {
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write("GET /openapi.json HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
      raw.readUntil("\r\n\r\n");
      raw.write("x".repeat(100_000));
      assertThat(raw.isCut()).isTrue();
    }
  }

  @Test
  void requestsAreTimedByRouteAndStatus() {
    api.get(LinkRoutes.LINKS + "/999999");
    // Counted once the answer is on its way.
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(
                    admin
                        .registry()
                        .find("carom.admin.requests")
                        .tags("route", "/api/v1/links/:id", "method", "GET", "status", "404")
                        .timer())
                .isNotNull());
  }
}
