package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reference for people is open, whole, and asks nobody else. */
class DocsIT {

  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
  private static final Map<String, String> TYPES =
      Map.of(
          "js",
          "text/javascript",
          "css",
          "text/css",
          "png",
          "image/png",
          "json",
          "application/json");

  private static TestAdmin admin;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static URI page() {
    return URI.create("http://127.0.0.1:" + admin.port() + DocsRoute.PAGE);
  }

  private static Api.Reply ask(URI uri) {
    return admin.api().send(HttpRequest.newBuilder(uri));
  }

  @Test
  void thePageIsOpenAndMayLoadNothingFromElsewhere() {
    Api.Reply page = ask(page());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy"))
        .startsWith("default-src 'none';")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe", "http", "*");
    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(page.text())
        .doesNotContain("//")
        .doesNotContainPattern("<script>|<style|style=| on");
  }

  @Test
  void whateverThePageNamesIsThere() {
    List<String> named =
        REFERENCE.matcher(ask(page()).text()).results().map(name -> name.group(1)).toList();
    assertThat(named).hasSizeGreaterThan(4);
    for (String name : named) {
      Api.Reply file = ask(page().resolve(name));
      assertThat(file.status()).as(name).isEqualTo(200);
      assertThat(file.header("content-type"))
          .startsWith(TYPES.getOrDefault(name.replaceFirst(".*\\.", ""), "?"));
      assertThat(file.text()).isNotEmpty();
    }
    assertThat(ask(page().resolve("docs/docs.js")).text())
        .contains("\"openapi.json\"", "validatorUrl: null");
  }

  @Test
  void nothingElseOfTheLibraryIsServed() {
    for (String name :
        List.of("index.html", "oauth2-redirect.html", "swagger-ui.js", "docs.html", "999999")) {
      ask(URI.create(page() + "/" + name)).problem(ProblemType.NOT_FOUND);
    }
  }
}
