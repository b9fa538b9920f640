package dev.carom.core.click;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorSketchTest {

  private static VisitorSketch ofRandom(int visitors, long seed) {
    VisitorSketch sketch = VisitorSketch.empty();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < visitors; i++) {
      sketch.add(random.nextLong());
    }
    return sketch;
  }

  /** Three standard errors of one sketch; a mean of 30 is within a fifth of that. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000})
  void estimatesAreCloseHoweverManyThereAre(int visitors) {
    double sum = 0;
    for (int seed = 1; seed <= 30; seed++) {
      long estimate = ofRandom(visitors, seed).estimate();
      assertThat(estimate).isCloseTo(visitors, within((long) Math.ceil(visitors * 0.055)));
      sum += estimate;
    }
    assertThat(sum / 30).isCloseTo(visitors, within(visitors * 0.011));
  }

  @Test
  void nobodyIsCountedTwice() {
    VisitorSketch sketch = ofRandom(1000, 1);
    long estimate = sketch.estimate();
    SplittableRandom again = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(sketch.add(again.nextLong())).isFalse();
    }
    assertThat(sketch.estimate()).isEqualTo(estimate);
  }

  @Test
  void estimatesNeverFall() {
    VisitorSketch sketch = VisitorSketch.empty();
    SplittableRandom random = new SplittableRandom(7);
    long before = 0;
    for (int i = 0; i < 20_000; i++) {
      if (sketch.add(random.nextLong())) {
        assertThat(sketch.estimate()).isGreaterThanOrEqualTo(before);
        before = sketch.estimate();
      }
    }
    assertThat(VisitorSketch.empty().estimate()).isZero();
  }

  @Test
  void extremesHaveTheirPlace() {
    VisitorSketch sketch = VisitorSketch.empty();
    assertThat(sketch.add(0)).isTrue();
    assertThat(sketch.add(-1)).isTrue();
    assertThat(sketch.estimate()).isEqualTo(2);
  }

  @Test
  void bytesAreTheSameSketch() {
    VisitorSketch sketch = ofRandom(1000, 3);
    assertThat(VisitorSketch.of(sketch.toBytes()).estimate()).isEqualTo(sketch.estimate());
    assertThatIllegalArgumentException().isThrownBy(() -> VisitorSketch.of(new byte[7]));
  }
}
