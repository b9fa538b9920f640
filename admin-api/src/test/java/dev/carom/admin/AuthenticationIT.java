package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing under {@code /api/} is answered without the key. */
class AuthenticationIT {

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

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path));
  }

  static Stream<List<String>> routes() {
    return Stream.of("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS")
        .flatMap(method ->
            Stream.of(
                    LinkRoutes.LINKS,
                    LinkRoutes.LINKS + "/1",
                    LinkRoutes.LINKS + "/1?unknown=x",
                    BulkRoute.BULK,
                    "/api/v1/unknown",
                    "/api/",
                    "//api/v1/links")
                .map(path -> List.of(method, path)));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void everyRouteIsClosedWithoutTheKeyAndWithAWrongOne(List<String> route) {
    List<HttpRequest.Builder> requests =
        List.of(
            request(route.getLast()),
            request(route.getLast()).header("Authorization", "Bearer " + TestAdmin.KEY + "x"),
            request(route.getLast()).header("X-Api-Key", "x"));
    for (HttpRequest.Builder request : requests) {
      Api.Reply reply = api.send(request.method(route.getFirst(), BodyPublishers.ofString("{")));
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("www-authenticate")).startsWith("Bearer");
      if (!route.getFirst().equals("HEAD")) {
        reply.problem(ProblemType.UNAUTHORIZED);
        assertThat(reply.text()).doesNotContain(TestAdmin.KEY);
      }
    }
    assertThat(admin.rows()).isZero();
  }

  @Test
  void theKeyIsTakenFromEitherField() {
    for (HttpRequest.Builder request :
        List.of(
            request(LinkRoutes.LINKS).header("Authorization", "Bearer " + TestAdmin.KEY),
            request(LinkRoutes.LINKS).header("Authorization", "bearer  " + TestAdmin.KEY),
            request(LinkRoutes.LINKS).header("X-Api-Key", TestAdmin.KEY),
            request(LinkRoutes.LINKS)
                .header("X-Api-Key", TestAdmin.KEY)
                .header("Authorization", "Bearer " + TestAdmin.KEY))) {
      assertThat(api.send(request).status()).isEqualTo(200);
    }
  }

  @Test
  void fieldsThatContradictEachOtherAreRefused() {
    for (HttpRequest.Builder request :
        List.of(
            request(LinkRoutes.LINKS)
                .header("X-Api-Key", TestAdmin.KEY)
                .header("Authorization", "Bearer other"),
            request(LinkRoutes.LINKS)
                .header("X-Api-Key", "other")
                .header("Authorization", "Bearer " + TestAdmin.KEY),
            request(LinkRoutes.LINKS)
                .header("X-Api-Key", TestAdmin.KEY)
                .header("Authorization", "Basic eDp5"),
            request(LinkRoutes.LINKS)
                .header("X-Api-Key", TestAdmin.KEY)
                .header("X-Api-Key", "other"))) {
      api.send(request).problem(ProblemType.UNAUTHORIZED);
    }
  }

  @Test
  void theKeyIsCheckedBeforeTheBodyIsRead() throws IOException {
    for (String path : List.of(LinkRoutes.LINKS, BulkRoute.BULK)) {
      try (RawHttp raw = new RawHttp(admin.port())) {
        raw.write(
            """
            POST %s HTTP/1.1\r
            Host: x\r
            Content-Type: text/plain\r
            Content-Length: 1000000000\r
            \r
            """
                .formatted(path));
        assertThat(raw.readToEnd()).contains("HTTP/1.1 401 ", "connection: close", "unauthorized");
      }
    }
  }

  @Test
  void aShortBodyThatIsNotReadLeavesTheConnectionUsable() throws IOException {
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write("POST /api/v1/links HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
      assertThat(raw.readUntil("\"requestId\"")).contains("401");
      raw.write("{}GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(raw.readUntil("3.1.0")).contains("HTTP/1.1 200 OK");
    }
  }

  @Test
  void theDescriptionIsPublic() {
    Api.Reply reply = api.send(request(OpenApiRoute.PATH));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("openapi").stringValue()).isEqualTo("3.1.0");
  }
}
