package dev.carom.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeistelTest {
  private static final long SEED = 20260731;
  private static final SipHash PRF = new SipHash(0x0123456789abcdefL, 0x7edcba9876543210L);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 10, 1000, 1 << 15, (1 << 15) + 1, 1 << 16, 1_000_003})
  void everyValueIsHitOnce(int size) {
    Feistel feistel = new Feistel(PRF, 7, size);
    BitSet hit = new BitSet(size);
    for (int value = 0; value < size; value++) {
      long permuted = feistel.permute(value);
      assertThat(permuted >= 0 && permuted < size).as("%d becomes %d", value, permuted).isTrue();
      hit.set((int) permuted);
      assertThat(feistel.invert(permuted) == value).as("inverse of %d", permuted).isTrue();
    }
    assertThat(hit.cardinality()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 32, 1L << 38, 1L << 43, 1L << 48, (1L << 53) - 3, 1L << 62})
  void inverseIsInverseInLargeDomains(long size) {
    Feistel feistel = new Feistel(PRF, 7, size);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      long value = random.nextLong(size);
      assertThat(feistel.invert(feistel.permute(value)) == value)
          .as("inverse of %d, seed %d", value, SEED)
          .isTrue();
    }
  }

  /** One bit more or less in the value turns each bit of the result with probability one half. */
  @ParameterizedTest
  @ValueSource(ints = {32, 38, 43, 48})
  void everyBitDependsOnEveryBit(int bits) {
    Feistel feistel = new Feistel(PRF, 7, 1L << bits);
    SplittableRandom random = new SplittableRandom(SEED);
    int trials = 4000;
    for (int from = 0; from < bits; from++) {
      int[] turned = new int[bits];
      for (int trial = 0; trial < trials; trial++) {
        long value = random.nextLong(1L << bits);
        long difference = feistel.permute(value) ^ feistel.permute(value ^ (1L << from));
        for (int to = 0; to < bits; to++) {
          turned[to] += (int) ((difference >>> to) & 1);
        }
      }
      for (int to = 0; to < bits; to++) {
        // Six standard deviations of a fair coin's share, for some 2,000 pairs of bits.
        assertThat((double) turned[to] / trials)
            .as("bit %d turned by bit %d, seed %d", to, from, SEED)
            .isCloseTo(0.5, within(6 * 0.5 / Math.sqrt(trials)));
      }
    }
  }

  @Test
  void keysAndDomainsGiveOtherPermutations() {
    Feistel feistel = new Feistel(PRF, 7, 1L << 32);
    Feistel otherKey = new Feistel(new SipHash(1, 2), 7, 1L << 32);
    Feistel otherDomain = new Feistel(PRF, 8, 1L << 32);
    int same = 0;
    for (long value = 0; value < 10_000; value++) {
      long permuted = feistel.permute(value);
      same += permuted == otherKey.permute(value) ? 1 : 0;
      same += permuted == otherDomain.permute(value) ? 1 : 0;
    }
    assertThat(same).isLessThan(3);
  }

  @Test
  void valuesOutsideAreRefused() {
    Feistel feistel = new Feistel(PRF, 7, 1000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feistel.permute(1000))
        .withMessage("value must be from 0 to 999: value=1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feistel.invert(-1))
        .withMessage("value must be from 0 to 999: value=-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Feistel(PRF, 7, 0))
        .withMessage("size must be from 1 to 2^62: size=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Feistel(PRF, 256, 10))
        .withMessage("domain must be from 0 to 255: domain=256");
  }
}
