package dev.carom.core.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.hashids.Hashids;
import org.junit.jupiter.api.Test;

final class TierTest {
  @Test
  void tiersFollowEachOtherUpToHashidsLargestNumber() {
    long start = 0;
    int codeLength = 7;
    for (Tier tier : Tier.ALL) {
      assertThat(tier.start()).isEqualTo(start);
      assertThat(tier.codeLength()).isEqualTo(codeLength++);
      start = tier.end();
    }
    assertThat(Tier.ALL).hasSize(5);
    assertThat(Tier.ALL.stream().limit(4).map(Tier::size))
        .containsExactly(1L << 32, 1L << 38, 1L << 43, 1L << 48);
    assertThat(start).isEqualTo(1L << 53).isEqualTo(Hashids.MAX_NUMBER);
  }

  @Test
  void numbersOfATierFitItsLength() {
    for (Tier tier : Tier.ALL) {
      assertThat((double) tier.end()).isLessThan(Math.pow(44, tier.codeLength() - 1));
    }
  }

  /** Below 44^n numbers take n digits and the leading character, from 44^n on one more. */
  @Test
  void hashidsSpellsNumbersInBase44() {
    Hashids unpadded = new Hashids("some salt");
    long power = 1;
    for (int digits = 1; digits <= 9; digits++) {
      power *= 44;
      assertThat(unpadded.encode(power - 1)).hasSize(digits + 1);
      assertThat(unpadded.encode(power)).hasSize(digits + 2);
    }
  }
}
