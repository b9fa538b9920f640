package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.ShortCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  @ParameterizedTest
  @CsvSource({
    "/abc, abc",
    "/a-b_C9, a-b_C9",
    "/abc?fbclid=x/y?z, abc",
    "/abc?, abc",
    "/%61bc, abc",
    "/%61%62%63?q=%zz, abc",
    "http://go.example/abc, abc",
    "HTTPS://go.example:8080/abc?q, abc",
  })
  void aCodeIsRecognised(String target, String code) {
    assertThat(RequestTarget.parse(target)).isEqualTo(new RequestTarget.Code(new ShortCode(code)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/b",
        "/abc/",
        "//abc",
        "/a.b",
        "/a%2Fb",
        "/%C3%A4",
        "/a%20",
        "/a%00",
        "http://go.example/a/b",
        "/%2F",
        "/favicon.ico",
      })
  void otherPathsAreNoLink(String target) {
    assertThat(RequestTarget.parse(target)).isEqualTo(new RequestTarget.NoLink());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/?q", "http://go.example", "http://go.example?q", "http://a/?q"})
  void noPathIsTheRoot(String target) {
    assertThat(RequestTarget.parse(target)).isEqualTo(new RequestTarget.Root());
  }

  @Test
  void codesHave64CharactersAtMost() {
    assertThat(RequestTarget.parse("/" + "a".repeat(64))).isInstanceOf(RequestTarget.Code.class);
    assertThat(RequestTarget.parse("/" + "a".repeat(65))).isInstanceOf(RequestTarget.NoLink.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "abc",
        "go.example:443",
        "ftp://go.example/abc",
        "http:///abc",
        "http://",
        "/%",
        "/%6",
        "/%6g",
        "/abc%",
        "/%%61"
      })
  void whatIsNoPathIsMalformed(String target) {
    assertThat(RequestTarget.parse(target)).isEqualTo(new RequestTarget.Malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/robots.txt", "/robots.txt?x", "/%72obots.txt"})
  void crawlersFindTheirRules(String target) {
    assertThat(RequestTarget.parse(target)).isEqualTo(new RequestTarget.RobotsTxt());
  }
}
