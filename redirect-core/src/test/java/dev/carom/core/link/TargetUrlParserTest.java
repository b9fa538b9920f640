package dev.carom.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlParserTest {

  private final TargetUrlParser parser = new TargetUrlParser(URI.create("https://go.example"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "https://example.com/",
        "http://example.com:8080/a/b;c?d=e&f#g",
        "https://example.com?only=query",
        "https://example.com#fragment",
        "https://example.com./rooted",
        "https://under_score.example.com/",
        "https://ends-with-.example.com/",
        "http://192.0.2.1/",
        "http://[2001:db8::1]:8080/",
        "https://example.com/%2f%20a//b?x=|{}^`<>\"\\",
        "https://xn--bcher-kva.example/",
        "https://example.com/a@b:c",
      })
  void ordinaryTargetsAreKeptToTheLetter(String url) {
    assertThat(parser.parse(url).value()).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS://Example.COM/Path, https://example.com/Path",
    "https://bücher.example/straße?q=ä#ö,"
        + " https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4#%C3%B6",
    "https://例え.テスト/, https://xn--r8jz45g.xn--zckzah/",
    "https://example.com/😀, https://example.com/%F0%9F%98%80",
    "https://example.com:/, https://example.com/",
    "https://example.com:0443/, https://example.com:443/",
  })
  void whatIsNotAsciiOrNotCanonicalIsWrittenSo(String given, String stored) {
    assertThat(parser.parse(given).value()).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "/relative",
        "//example.com/",
        "?q",
        "ftp://example.com/",
        "javascript:alert(1)",
        "JavaScript://example.com/%0aalert(1)",
        "data:text/html,x",
        "mailto:a@example.com",
        "http:example.com",
        "https:/example.com",
        "https//example.com",
      })
  void onlyAbsoluteHttpUrlsAreTargets(String url) {
    assertRefused(url, "must be an absolute URL that begins with http:// or https://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://good.example@evil.example/",
        "https://@example.com/",
        "https://good.example%40evil.example@x/",
      })
  void userInfoIsRefused(String url) {
    assertRefused(url, "must not have a user name or password before its host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a\r\nSet-Cookie: x=y",
        "https://example.com/a\nb",
        "https://example.com/a\tb",
        "https://example.com/a b",
        " https://example.com/",
        "https://example.com/\u0000",
        "https://example.com/\u007F",
        "https://example.com/\u0085",
        "https://example.com/\u00A0",
        "https://example.com/\u2028",
        "https://example.com/\u3000",
        "\uFEFFhttps://example.com/",
      })
  void spacesAndControlCharactersAreRefused(String url) {
    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(() -> parser.parse(url))
        .withMessageContaining("must not contain spaces or control characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.example\\@evil.example/",
        "https://good.example\\evil",
        "https://good.example/a\\b",
      })
  void backslashesThatBrowsersReadAsSlashesAreRefused(String url) {
    assertRefused(
        url, "must not contain a backslash before its query; write a slash, or percent-encode it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://",
        "https:///path",
        "https://?q",
        "https://:80/",
        "https://a..example/",
        "https://.example/",
        "https://exa%6dple.com/",
        "https://a,b/",
        "https://[::1",
        "https://[12345::]/",
        "https://[::1]x/",
        "https://[v1.a]/",
        "https://straße.example/",
        "https://a\u200Db.example/",
        "https://\u00AD/",
      })
  void hostsThatAreNoneAreRefused(String url) {
    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(() -> parser.parse(url))
        .withMessageMatching("must have .*host.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com:0/", "https://example.com:65536/", "https://example.com:999999/",
        "https://example.com:-1/", "https://example.com:8a/", "https://example.com:٣/",
      })
  void portsThatAreNoneAreRefused(String url) {
    assertRefused(url, "must have a port from 1 to 65535, or none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://go.example/abc",
        "http://go.example/abc",
        "https://GO.example./abc",
        "https://go.example:443/abc",
        "http://go.example:80",
      })
  void ourOwnShortUrlsAreRefused(String url) {
    assertRefused(url, "must not be one of our own short URLs, which would lead in a circle");
  }

  @Test
  void anotherServiceOnOurHostIsATarget() {
    assertThat(parser.parse("https://go.example:8443/").value())
        .isEqualTo("https://go.example:8443/");
  }

  @Test
  void loopbackHasSeveralNames() {
    TargetUrlParser local = new TargetUrlParser(URI.create("http://127.0.0.1:8080"));
    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(() -> local.parse("http://localhost:8080/abc"));
    assertThat(local.parse("http://localhost:3000/").value()).isEqualTo("http://localhost:3000/");
  }

  @Test
  void targetsMayHave8192BytesOnceEncoded() {
    String longest = "https://example.com/" + "a".repeat(8192 - 20);
    assertThat(parser.parse(longest).value()).isEqualTo(longest);
    assertRefused(longest + "a", "must be 1 to 8192 bytes long (was 8193)");
    assertRefused(
        "https://example.com/" + "ä".repeat(1363), "must be 1 to 8192 bytes long (was 8198)");
  }

  @Test
  void halfACharacterIsRefused() {
    assertRefused(
        "https://example.com/\uD83D", "must be valid Unicode (it has half of a surrogate pair)");
  }

  private void assertRefused(String url, String message) {
    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(() -> parser.parse(url))
        .withMessage(message);
  }
}
