package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.config.HostNames;
import dev.carom.core.resolve.Domains;
import dev.carom.redirect.FollowerFields.Name;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainRequestTest {

  private static final String PLAIN = "GET /abc HTTP/1.1\r\nHost: go.example\r\n\r\n";

  private static final Hosts HOSTS = new Hosts(() -> Domains.NONE, new HostNames(Set.of()));

  private final PlainRequest request = new PlainRequest(HOSTS, 8192, "CF-IPCountry");

  private void copy(String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, ISO_8859_1);
    request.copy(bytes);
    assertThat(bytes.readableBytes()).as("nothing is consumed").isEqualTo(text.length());
    bytes.release();
  }

  private int read(String text) {
    copy(text);
    return request.read();
  }

  private static String withField(String field) {
    return "GET /abc HTTP/1.1\r\nHost: go.example\r\n" + field + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PLAIN,
        "HEAD /abc HTTP/1.1\r\nHost: go.example\r\n\r\n",
        "GET /abc? HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /abc?fbclid=x/y?z%20#! HTTP/1.1\r\nhOST:\t go.example:8080 \t\r\n\r\n",
        "GET /abc HTTP/1.1\r\nA: b\r\nHost: [::1]:80\r\nC:\r\nD: \t x\ty \r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a\r\nconnection:Keep-Alive\r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a\r\nUpgrade-Insecure-Requests: 1\r\nTE: trailers\r\n\r\n",
      })
  void aPlainRequestIsRecognised(String text) {
    assertThat(read(text)).isEqualTo(text.length());
    assertThat(request.code()).hasToString("abc");
    assertThat(request.isHead()).isEqualTo(text.startsWith("HEAD"));
    assertThat(request.hasMore()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get /abc HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /abc HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  /abc HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?q HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a/b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a.b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%62 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /abc#x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /abc?\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /abc?\u007f HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /abc? x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /abc  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /abc\tHTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /abc HTTP/1.0\r\nHost: a\r\n\r\n",
        "GET /abc HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /abc HTTP/1.1\nHost: a\r\n\r\n",
        "GET /abc HTTP/1.1\r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a,b\r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a\n\r\n",
        "GET /abc HTTP/1.1\r\nHost: a\r\n\n",
        "GET /abc HTTP/1.1\r\n Host: a\r\n\r\n",
        "\r\nGET /abc HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void anyOtherIsLeftToTheCodec(String text) {
    assertThat(read(text)).isEqualTo(PlainRequest.NOT_PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0",
        "content-LENGTH: 0",
        "Transfer-Encoding: chunked",
        "Upgrade: h2c",
        "Expect: 100-continue",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        "Connection: close",
        "Connection: keep-alive, close",
        "Connection:",
        "Connection: keep-alive\r\nConnection: close",
        "User-Agent: a\r\nUser-Agent: b",
        "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 1.2.3.4",
        "Sec-GPC: 1\r\nSec-GPC: 1",
        ": value",
        "name",
        "name value",
        "na(me: value",
        "name: va\u0000lue",
        "name: va\rlue",
        "name: va\u007flue",
        "name: va\u00e4lue",
        "name: value\r\n folded",
      })
  void aFieldThatIsNotPlainIsLeftToTheCodec(String field) {
    assertThat(read(withField("name: value"))).isPositive();
    assertThat(read(withField(field))).isEqualTo(PlainRequest.NOT_PLAIN);
  }

  @Test
  void codesHave64CharactersAtMost() {
    assertThat(read(PLAIN.replace("abc", "a".repeat(64)))).isPositive();
    assertThat(read(PLAIN.replace("abc", "a".repeat(65)))).isEqualTo(PlainRequest.NOT_PLAIN);
  }

  @Test
  void aRequestMustBeThereAsAWholeWhateverWasThereBefore() {
    String text = withField("User-Agent: x");
    for (int end = 1; end < text.length(); end++) {
      read(text + text);
      assertThat(read(text.substring(0, end))).isEqualTo(PlainRequest.NOT_PLAIN);
    }
  }

  @Test
  void whatIsTooLongIsLeftToTheCodec() {
    PlainRequest small = new PlainRequest(HOSTS, 100, "");
    for (int padding : new int[] {0, 30, 60}) {
      String text = withField("a: " + "x".repeat(padding));
      ByteBuf bytes = Unpooled.copiedBuffer(text, ISO_8859_1);
      small.copy(bytes);
      assertThat(small.read()).isEqualTo(text.length() <= 100 ? text.length() : -1);
      bytes.release();
    }
    assertThat(read(withField("a: " + "x".repeat(9000)))).isEqualTo(PlainRequest.NOT_PLAIN);
  }

  @Test
  void pipelinedRequestsAreReadOneByOne() {
    String other = "GET /odd. HTTP/1.1\r\nHost: a\r\n\r\n";
    copy(PLAIN + PLAIN.replace("abc", "def") + other + PLAIN);
    assertThat(request.read()).isEqualTo(PLAIN.length());
    assertThat(request.code()).hasToString("abc");
    assertThat(request.read()).isEqualTo(PLAIN.length());
    assertThat(request.code()).hasToString("def");
    assertThat(request.read()).isEqualTo(PlainRequest.NOT_PLAIN);
    request.skip(other.length());
    assertThat(request.hasMore()).isTrue();
    assertThat(request.read()).isEqualTo(PLAIN.length());
    assertThat(request.hasMore()).isFalse();
  }

  @Test
  void whoAsksIsPickedOut() {
    read(
        withField(
            """
            user-agent:  Mozilla/5.0 (X11)\040\r
            Referer:https://news.example/\r
            X-Forwarded-For: 192.0.2.1,\t198.51.100.2\r
            cf-ipcountry: NZ\r
            Accept-Language: de-AT,en;q=0.5\r
            Sec-Purpose: prefetch;prerender\r
            Purpose: prefetch\r
            DNT: 1\r
            Sec-GPC: 0\
            """));
    FollowerFields fields = request.fields();
    assertThat(fields.text(Name.HOST)).isEqualTo("go.example");
    assertThat(fields.text(Name.USER_AGENT)).isEqualTo("Mozilla/5.0 (X11)");
    assertThat(fields.text(Name.REFERER)).isEqualTo("https://news.example/");
    assertThat(fields.text(Name.FORWARDED_FOR)).isEqualTo("192.0.2.1,\t198.51.100.2");
    assertThat(fields.text(Name.COUNTRY)).isEqualTo("NZ");
    assertThat(fields.text(Name.ACCEPT_LANGUAGE)).isEqualTo("de-AT,en;q=0.5");
    assertThat(fields.text(Name.SEC_PURPOSE)).isEqualTo("prefetch;prerender");
    assertThat(fields.text(Name.PURPOSE)).isEqualTo("prefetch");
    assertThat(fields.text(Name.DNT)).isEqualTo("1");
    assertThat(fields.text(Name.SEC_GPC)).isEqualTo("0");
    FollowerFields copy = fields.copy();
    read(PLAIN);
    assertThat(fields.text(Name.USER_AGENT)).isNull();
    assertThat(copy.text(Name.USER_AGENT)).isEqualTo("Mozilla/5.0 (X11)");
    assertThat(copy.text(Name.COUNTRY)).isEqualTo("NZ");
  }
}
