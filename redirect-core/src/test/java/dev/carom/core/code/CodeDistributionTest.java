package dev.carom.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consecutive ids: no two codes are equal, and none tells of its neighbours. */
final class CodeDistributionTest {
  private static final long SEED = 5;
  private static final String SECRET = "a secret for tests";
  private static final CodeGenerator GENERATOR = CodeGenerator.of(SECRET);

  @Test
  void tenMillionConsecutiveIdsHaveDifferentNumbers() {
    SecretKeys keys = new SecretKeys(SECRET);
    TierCodec codec = new TierCodec(Tier.ALL.getFirst(), keys.feistelPrf(), keys.hashidsSalt());
    long[] numbers = new long[10_000_000];
    for (int id = 0; id < numbers.length; id++) {
      numbers[id] = codec.number(id);
    }
    assertDistinct(numbers);
  }

  @Test
  void aMillionConsecutiveIdsHaveDifferentCodes() {
    long[] codes = new long[1_000_000];
    for (int id = 0; id < codes.length; id++) {
      codes[id] = packed(GENERATOR.encode(id));
    }
    assertDistinct(codes);
  }

  private static long packed(String code) {
    assertThat(code.length() == 7).as(code).isTrue();
    long packed = 0;
    for (int i = 0; i < code.length(); i++) {
      packed = (packed << 8) | code.charAt(i);
    }
    return packed;
  }

  private static void assertDistinct(long[] values) {
    Arrays.sort(values);
    for (int i = 1; i < values.length; i++) {
      if (values[i - 1] == values[i]) {
        throw new AssertionError("twice: " + values[i]);
      }
    }
  }

  /**
   * Codes of ids a fixed distance apart share characters at the same positions as often as codes of
   * random ids do. Hashids alone fails at each of these distances.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 44, 100, 1L << 16})
  void neighboursAreAsDifferentAsStrangers(long distance) {
    SplittableRandom random = new SplittableRandom(SEED);
    int pairs = 100_000;
    long bound = CodeGenerator.firstId(8) - distance;
    long neighbours = 0;
    long strangers = 0;
    for (int i = 0; i < pairs; i++) {
      long id = random.nextLong(bound);
      String code = GENERATOR.encode(id);
      neighbours += equalPositions(code, GENERATOR.encode(id + distance));
      strangers += equalPositions(code, GENERATOR.encode(random.nextLong(bound)));
    }
    // About 0.2 of 7 positions; the difference of the means has a standard deviation near 0.002.
    assertThat((double) neighbours / pairs)
        .as("mean number of equal positions at distance %d, seed %d", distance, SEED)
        .isCloseTo((double) strangers / pairs, within(0.01));
  }

  private static int equalPositions(String a, String b) {
    int equal = 0;
    for (int i = 0; i < a.length(); i++) {
      equal += a.charAt(i) == b.charAt(i) ? 1 : 0;
    }
    return equal;
  }
}
