package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {

  @Test
  void textEndsAtTheFirstByteThatIsNone() {
    byte[] bytes = new byte[64];
    for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
      boolean text = value >= ' ' && value < 0x7F;
      for (int at = 0; at < 20; at++) {
        Arrays.fill(bytes, (byte) '~');
        bytes[at] = (byte) value;
        bytes[30] = 0;
        for (int from = 0; from <= at; from++) {
          assertThat(Bytes.indexAfterText(bytes, from)).isEqualTo(text ? 30 : at);
        }
      }
    }
  }

  @Test
  void whatComesBehindDoesNotMatter() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] bytes = new byte[80];
    for (int i = 0; i < 200_000; i++) {
      random.nextBytes(bytes);
      int from = random.nextInt(8);
      // Mostly text, so that every position of an end comes up.
      for (int j = 0; j < 64; j++) {
        bytes[j] = random.nextInt(20) == 0 ? bytes[j] : (byte) random.nextInt(' ', 0x7F);
      }
      bytes[64] = '\r';
      int end = from;
      while (bytes[end] >= ' ' && bytes[end] < 0x7F) {
        end++;
      }
      assertThat(Bytes.indexAfterText(bytes, from)).isEqualTo(end);
    }
  }

  @Test
  void setsAreThoseOfTheSpecification() {
    String alphanumeric = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int value = 0; value < 256; value++) {
      String c = String.valueOf((char) value);
      byte b = (byte) value;
      assertThat(Bytes.isToken(b)).as(c).isEqualTo((alphanumeric + "!#$%&'*+-.^_`|~").contains(c));
      assertThat(Bytes.isCode(b)).as(c).isEqualTo((alphanumeric + "-_").contains(c));
      assertThat(Bytes.isVisible(b)).as(c).isEqualTo(value > 0x20 && value < 0x7F);
      assertThat(Bytes.isFieldValue(b))
          .as(c)
          .isEqualTo(value == '\t' || (value >= 0x20 && value != 0x7F));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "go.example, true",
    "GO-1_~.example., true",
    "go.example:8080, true",
    "go.example:, true",
    "192.0.2.1:80, true",
    "[::1], true",
    "[2001:DB8::1]:443, true",
    "[::ffff:192.0.2.1], true",
    ":80, false",
    "go.example:x, false",
    "go.example:+80, false",
    "go.example:80:80, false",
    "go.example:123456, false",
    "::1, false",
    "[], false",
    "[::1, false",
    "[::1]x, false",
    "[::g], false",
    "'a,b', false",
    "a b, false",
    "a/b, false",
    "user@a, false",
    "a%41, false",
  })
  void aHostIsANameOrAnAddressAndPerhapsAPort(String text, boolean host) {
    byte[] bytes = bytes("x" + text + "]");
    assertThat(Bytes.isHost(bytes, 1, bytes.length - 1)).isEqualTo(host);
  }

  @Test
  void namesAreComparedWithoutTheirCase() {
    byte[] name = "content-length".getBytes(StandardCharsets.US_ASCII);
    assertThat(Bytes.equalsIgnoreCase(bytes("Content-LENGTH:"), 0, name)).isTrue();
    assertThat(Bytes.equalsIgnoreCase(bytes("xContent-Length"), 1, name)).isTrue();
    assertThat(Bytes.equalsIgnoreCase(bytes("Content_Length"), 0, name)).isFalse();
    // A carriage return is a hyphen but for the bit that tells capitals from small letters.
    assertThat(Bytes.equalsIgnoreCase(bytes("content\rlength"), 0, name)).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
