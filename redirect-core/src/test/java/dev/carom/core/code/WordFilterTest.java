package dev.carom.core.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WordFilterTest {
  private static final long SEED = 41;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shitXYZ", "xyzSHIT", "abShItz", "5h1tXYZ", "Zsh17yy", "b00bxyz", "xx8oObx", "w4nkABC",
        "n1gGERx", "D1ld0zz", "di1doXX", "SL4Gxyz", "s14gxyz", "k1kexyz", "x455xyz", "7wa7xyz"
      })
  void offensiveCodesAreFound(String code) {
    assertThat(WordFilter.isOffensive(code)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "shi",
        "s-h-i-t",
        "sh1lxyz",
        "xyzshi",
        "bXooXbX",
        "8ak3ryx",
        "wan6abc",
        "\u017fhit",
        "sh\u0131t"
      })
  void harmlessCodesAreNot(String code) {
    assertThat(WordFilter.isOffensive(code)).isFalse();
  }

  /** What the filter's Javadoc states; which characters are left for numbers varies by secret. */
  @ParameterizedTest
  @CsvSource({"7, 550", "11, 300"})
  void fewCodesAreSkipped(int codeLength, int oneIn) {
    Tier tier = Tier.ALL.get(codeLength - Tier.SHORTEST_CODE);
    SplittableRandom random = new SplittableRandom(SEED);
    int codes = 300_000;
    int skipped = 0;
    for (int secret = 0; secret < 10; secret++) {
      CodeGenerator generator = CodeGenerator.of("secret " + secret);
      for (int i = 0; i < codes / 10; i++) {
        skipped += generator.isMintable(random.nextLong(tier.start(), tier.end())) ? 0 : 1;
      }
    }
    assertThat((double) codes / skipped)
        .as("one in so many is skipped, seed %d", SEED)
        .isBetween(oneIn * 0.7, oneIn * 1.4);
  }
}
