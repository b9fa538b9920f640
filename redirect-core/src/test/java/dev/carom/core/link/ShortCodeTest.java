package dev.carom.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortCodeTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "Z9", "_-", "spring-sale_2026"})
  void lettersDigitsUnderscoreAndHyphenMakeACode(String text) {
    assertThat(ShortCode.parse(text)).isEqualTo(new ShortCode(text));
    assertThat(ShortCode.custom(text).value()).isEqualTo(text);
  }

  @Test
  void codesHave64CharactersAtMost() {
    assertThat(ShortCode.parse("a".repeat(64))).isNotNull();
    assertThat(ShortCode.parse("a".repeat(65))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a.b", "ä", "a\n", "a%61", "a\u0000"})
  void otherCharactersMakeNone(String text) {
    assertThat(ShortCode.parse(text)).isNull();
    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(() -> ShortCode.custom(text))
        .withMessage("must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"robots.txt", "favicon.ico", "Admin", "METRICS", "openapi"})
  void reservedWordsCannotBeWishedForInAnyCase(String text) {
    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(() -> ShortCode.custom(text))
        .withMessage("\"" + text + "\" is reserved; choose another code");
  }
}
