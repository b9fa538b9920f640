package dev.carom.core.code;

import static dev.carom.core.code.CodeGenerator.NOT_A_CODE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.hashids.Hashids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings that {@link CodeGenerator#encode} never made. */
final class CodeRefusalTest {
  private static final long SEED = 11;
  private static final String SECRET = "a secret for tests";
  private static final String SALT = new SecretKeys(SECRET).hashidsSalt();
  private static final CodeGenerator GENERATOR = CodeGenerator.of(SECRET);
  private static final String LETTERS_AND_DIGITS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "VQ3z5x",
        "VQ3z5x44",
        " VQ3z5x4",
        "VQ3z5x4 ",
        "VQ3z5x\0",
        "VQ3z5x-",
        "VQ3z5x%",
        "VQ3z5\uD83D\uDE00",
        "VQ3z5x\uD83D",
        "VQ3z5x\uFF14",
        "\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00ea",
        "\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
        "[^a-z]]",
        "       ",
        "cfhistu"
      })
  void oddStringsAreRefused(String code) {
    assertThat(GENERATOR.decode(code)).isEqualTo(NOT_A_CODE);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 100, 5000, 1_000_000})
  void longStringsAreRefused(int length) {
    for (String part : new String[] {"a", "c", "7", "VQ3z5x4"}) {
      String code = part.repeat(length).substring(0, length);
      assertThat(GENERATOR.decode(code)).isEqualTo(NOT_A_CODE);
    }
  }

  /** Asks the tier's codec too, as the generator stops at the separator before it. */
  @Test
  void severalNumbersAreRefused() {
    SplittableRandom random = new SplittableRandom(SEED);
    SecretKeys keys = new SecretKeys(SECRET);
    int decoded = 0;
    for (Tier tier : Tier.ALL) {
      TierCodec codec = new TierCodec(tier, keys.feistelPrf(), SALT);
      Hashids hashids = new Hashids(SALT, tier.codeLength());
      for (int i = 0; i < 20_000; i++) {
        long first = i % 2 == 0 ? tier.start() + random.nextLong(1000) : random.nextLong(1000);
        String code = hashids.encode(first, random.nextLong(44_000));
        assertThat(hashids.decode(code)).hasSize(2);
        decoded += GENERATOR.decode(code) == NOT_A_CODE ? 0 : 1;
        decoded += codec.decode(code) == NOT_A_CODE ? 0 : 1;
      }
    }
    assertThat(decoded).as("seed %d", SEED).isZero();
  }

  @Test
  void numbersOutsideTheLengthsTierAreRefused() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (Tier tier : Tier.ALL) {
      Hashids hashids = new Hashids(SALT, tier.codeLength());
      long beyond = Math.min((long) Math.pow(44, tier.codeLength() - 1), Hashids.MAX_NUMBER + 1);
      assertRefused(hashids.encode(tier.end()), tier);
      for (int i = 0; i < 10_000; i++) {
        assertRefused(hashids.encode(random.nextLong(tier.end(), beyond)), tier);
        if (tier.start() > 0) {
          assertRefused(hashids.encode(random.nextLong(tier.start())), tier);
        }
      }
    }
  }

  private static void assertRefused(String code, Tier tier) {
    assertThat(code.length() == tier.codeLength() && GENERATOR.decode(code) == NOT_A_CODE)
        .as("%s in the tier of %d characters, seed %d", code, tier.codeLength(), SEED)
        .isTrue();
  }

  /** Every other spelling of a code, padded ones among them, is no code or another id's. */
  @Test
  void changedCharactersNeverMeanTheSameId() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (Tier tier : Tier.ALL) {
      for (int i = 0; i < 200; i++) {
        String code = GENERATOR.encode(random.nextLong(tier.start(), tier.end()));
        int at = random.nextInt(code.length());
        for (int other = 0; other < LETTERS_AND_DIGITS.length(); other++) {
          char c = LETTERS_AND_DIGITS.charAt(other);
          assertCanonical(code.substring(0, at) + c + code.substring(at + 1));
        }
      }
    }
  }

  @Test
  void decodedRandomStringsAreTheirIdsCodes() {
    SplittableRandom random = new SplittableRandom(SEED);
    int strings = 1_000_000;
    int decoded = 0;
    for (int i = 0; i < strings; i++) {
      decoded += assertCanonical(randomString(random, 7)) ? 1 : 0;
    }
    double expected = (1L << 32) / Math.pow(62, 7);
    // Five standard deviations.
    assertThat((double) decoded / strings)
        .as("share that decodes, seed %d", SEED)
        .isCloseTo(expected, within(5 * Math.sqrt(expected / strings)));
  }

  /** With eleven characters many strings are numbers above Hashids' largest. */
  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11})
  void longerRandomStringsAreTheirIdsCodesToo(int length) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 100_000; i++) {
      assertCanonical(randomString(random, length));
    }
  }

  private static boolean assertCanonical(String code) {
    long id = GENERATOR.decode(code);
    if (id != NOT_A_CODE && !GENERATOR.encode(id).equals(code)) {
      throw new AssertionError("%s decodes to %d, seed %d".formatted(code, id, SEED));
    }
    return id != NOT_A_CODE;
  }

  private static String randomString(SplittableRandom random, int length) {
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = LETTERS_AND_DIGITS.charAt(random.nextInt(LETTERS_AND_DIGITS.length()));
    }
    return new String(chars);
  }
}
