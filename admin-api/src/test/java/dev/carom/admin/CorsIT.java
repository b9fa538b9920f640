package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages of other origins a browser lets read what the API answers. */
class CorsIT {

  private static final String PAGE = "https://app.example";

  private static TestAdmin admin;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start(Map.of("admin.cors.origins", PAGE + ", http://localhost:3000"));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  /** The header of the answer to a request, in lower case; the JDK's client sends no Origin. */
  private static String header(String method, String path, String... fields) throws IOException {
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write("%s %s HTTP/1.1\r\nHost: x\r\n".formatted(method, path));
      raw.write(String.join("\r\n", fields) + "\r\n\r\n");
      return raw.readUntil("\r\n\r\n");
    }
  }

  private static String preflight(String path, String origin) throws IOException {
    return header(
        "OPTIONS",
        path,
        "Origin: " + origin,
        "Access-Control-Request-Method: PATCH",
        "Access-Control-Request-Headers: x-api-key,if-match");
  }

  @Test
  void aPageMayAskWhatItMayDoWithoutAKey() throws IOException {
    for (String path : new String[] {LinkRoutes.LINKS, "/api/v1/links/1", OpenApiRoute.PATH}) {
      assertThat(preflight(path, PAGE))
          .startsWith("HTTP/1.1 204 ")
          .contains("access-control-allow-origin: " + PAGE + "\r\n")
          .containsPattern("access-control-allow-methods: .*PATCH")
          .containsPattern("access-control-allow-headers: .*Idempotency-Key.*If-Match.*X-Api-Key")
          .contains("access-control-max-age: 600\r\n", "vary: Origin\r\n")
          .contains("cache-control: no-store\r\n")
          .doesNotContain("access-control-allow-credentials", "*");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.evil.example",
        "http://app.example",
        "https://app.example:8443",
        "https://APP.example",
        "null",
        "*",
      })
  void noOtherPageMay(String origin) throws IOException {
    assertThat(preflight(LinkRoutes.LINKS, origin))
        .startsWith("HTTP/1.1 401 ")
        .contains("vary: Origin\r\n")
        .doesNotContain("access-control-");
    assertThat(header("GET", OpenApiRoute.PATH, "Origin: " + origin))
        .startsWith("HTTP/1.1 200 ")
        .contains("vary: Origin\r\n")
        .doesNotContain("access-control-");
  }

  @Test
  void twoOriginsAreNone() throws IOException {
    assertThat(header("GET", OpenApiRoute.PATH, "Origin: " + PAGE, "Origin: " + PAGE))
        .doesNotContain("access-control-");
  }

  @Test
  void anAnswerMayBeReadWithItsFieldsAndARefusalToo() throws IOException {
    String key = "X-Api-Key: " + TestAdmin.KEY;
    for (String answer :
        new String[] {
          header("GET", LinkRoutes.LINKS, "Origin: " + PAGE, key),
          header("GET", LinkRoutes.LINKS, "Origin: " + PAGE),
          header("PUT", LinkRoutes.LINKS, "Origin: " + PAGE, key),
          header("OPTIONS", LinkRoutes.LINKS, "Origin: " + PAGE, key),
        }) {
      assertThat(answer)
          .contains("access-control-allow-origin: " + PAGE + "\r\n", "vary: Origin\r\n")
          .containsPattern(
              "access-control-expose-headers: ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy,"
                  + " Retry-After, X-Request-ID")
          .doesNotContain("access-control-allow-credentials");
    }
  }

  @Test
  void whoHasNoOriginIsToldOfNone() throws IOException {
    assertThat(header("GET", OpenApiRoute.PATH, "X: y"))
        .contains("vary: Origin\r\n")
        .doesNotContain("access-control-");
  }
}
