package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadScannerTest {

  private static final int MAX_LINE = 40;
  private static final int MAX_HEADER = 100;

  /**
   * What came of a request: its header, or why it is refused, or neither as long as it is short.
   */
  private record Outcome(@Nullable String header, Answer.@Nullable Plain refusal) {}

  /** Scans a request that arrives in two parts. */
  private static Outcome scan(String text, int split) {
    HeadScanner scanner = new HeadScanner(MAX_LINE, MAX_HEADER);
    ByteBuf bytes = Unpooled.buffer();
    try {
      for (String part : new String[] {text.substring(0, split), text.substring(split)}) {
        bytes.writeBytes(part.getBytes(ISO_8859_1));
        Answer.Plain refusal = bytes.isReadable() ? scanner.scan(bytes) : null;
        if (refusal != null || scanner.isComplete()) {
          return new Outcome(scanner.isComplete() ? take(scanner, bytes) : null, refusal);
        }
      }
      return new Outcome(null, null);
    } finally {
      bytes.release();
    }
  }

  private static String take(HeadScanner scanner, ByteBuf bytes) {
    ByteBuf header = scanner.take(bytes);
    assertThat(scanner.isAtStart()).isTrue();
    String text = header.toString(ISO_8859_1);
    header.release();
    return text;
  }

  private static void assertScanned(String text, Outcome expected) {
    for (int split = 0; split < text.length(); split++) {
      assertThat(scan(text, split)).as("split at " + split).isEqualTo(expected);
    }
  }

  @Test
  void aHeaderEndsAtItsEmptyLine() {
    String header = "BREW /* HTTP/9.9\r\nA:b\r\nC: \u00e4\t\r\nD:\r\n\r\n";
    assertScanned(header + "rest", new Outcome(header, null));
    assertScanned("\r\n" + header, new Outcome(header, null));
    assertScanned(header.substring(0, header.length() - 1), new Outcome(null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~~GET / HTTP/1.1~~",
        "^GET / HTTP/1.1~~",
        "' GET / HTTP/1.1~~'",
        "GET  / HTTP/1.1~~",
        "GET /  HTTP/1.1~~",
        "'GET / HTTP/1.1 ~~'",
        "GET /~~",
        "GET / http/1.1~~",
        "GET / HTTP/1.10~~",
        "GET / HTTP/1.1`a: b~~",
        "GET / HTTP/1.1^a: b~~",
        "G(T / HTTP/1.1~~",
        "GET /^ HTTP/1.1~~",
        "GET /\u00e4 HTTP/1.1~~",
        "GET / HTTP/1.1~a b~~",
        "GET / HTTP/1.1~: b~~",
        "GET / HTTP/1.1~a : b~~",
        "GET / HTTP/1.1~a: b~ c~~",
        "GET / HTTP/1.1~ a: b~~",
        "GET / HTTP/1.1~a: b`~",
        "GET / HTTP/1.1~a: b^c~~",
        "GET / HTTP/1.1~a: b\u007fc~~",
        "GET / HTTP/1.1~a: b~`",
      })
  void linesThatMightBeReadInTwoWaysAreRefused(String text) {
    String bytes = text.replace("~", "\r\n").replace("`", "\n").replace("^", "\r");
    assertScanned(bytes, new Outcome(null, Answer.Plain.BAD_REQUEST));
  }

  @Test
  void whatIsTooLongIsToldByTheByte() {
    String line = "GET /" + "a".repeat(MAX_LINE - 14) + " HTTP/1.1";
    assertThat(line).hasSize(MAX_LINE);
    String field = "a: " + "b".repeat(MAX_HEADER - 7);
    String header = line + "\r\n" + field + "\r\n\r\n";
    assertScanned(header, new Outcome(header, null));
    assertScanned(header.replace("/a", "/aa"), new Outcome(null, Answer.Plain.URI_TOO_LONG));
    assertScanned(header.replace(": b", ": bb"), new Outcome(null, Answer.Plain.HEADER_TOO_LONG));
    assertScanned(line + "x".repeat(9), new Outcome(null, Answer.Plain.URI_TOO_LONG));
  }
}
