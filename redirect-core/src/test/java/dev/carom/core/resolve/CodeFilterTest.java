package dev.carom.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.ShortCode;
import org.junit.jupiter.api.Test;

class CodeFilterTest {

  private static final int CODES = 200_000;

  @Test
  void holdsWhatWasAddedAndLittleElse() {
    CodeFilter filter = new CodeFilter(CODES);
    assertThat(filter.capacity()).isGreaterThanOrEqualTo(CODES);
    for (int i = 0; i < filter.capacity(); i++) {
      filter.add(new ShortCode(i % 3, "chosen-" + i));
    }
    for (int i = 0; i < filter.capacity(); i++) {
      assertThat(filter.mayHold(new ShortCode(i % 3, "chosen-" + i))).isTrue();
    }
    // The same codes, on other domains.
    int wrong = 0;
    for (int i = 0; i < 1_000_000; i++) {
      wrong += filter.mayHold(new ShortCode(i % 3 + 1, "chosen-" + i)) ? 1 : 0;
    }
    assertThat(wrong).isLessThan(500);
  }

  @Test
  void anEmptyOneHoldsNothing() {
    assertThat(new CodeFilter(0).mayHold(new ShortCode("a"))).isFalse();
  }
}
