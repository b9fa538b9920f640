package dev.carom.core.click;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickTextTest {

  /** Characters of one to four bytes, behind some that make the limit fall into one of them. */
  @ParameterizedTest
  @CsvSource({"x, 0, 64", "é, 0, 64", "é, 1, 63", "東, 0, 63", "東, 1, 64", "𝄞, 0, 64", "𝄞, 3, 63"})
  void whatIsTooLongEndsBehindAWholeCharacter(String character, int before, int length) {
    String text = "-".repeat(before) + character.repeat(64) + "-";
    byte[] cut = ClickText.CITY.utf8(text);
    assertThat(cut).hasSize(length);
    assertThat(text).startsWith(new String(cut, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"''", "Linz", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Môn"})
  void whatFitsIsKept(String text) {
    assertThat(new String(ClickText.CITY.utf8(text), StandardCharsets.UTF_8)).isEqualTo(text);
  }
}
