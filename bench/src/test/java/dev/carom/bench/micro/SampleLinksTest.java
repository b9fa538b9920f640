package dev.carom.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carom.core.link.ShortCode;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleLinksTest {

  private final SampleLinks links = new SampleLinks();

  @Test
  void theyAreTheSameInEveryRun() {
    SampleLinks again = new SampleLinks();
    assertThat(again.keys()).isEqualTo(links.keys());
    assertThat(again.picks()).isEqualTo(links.picks());
    assertThat(again.found(17)).isEqualTo(links.found(17));
  }

  @Test
  void codesDiffer() {
    assertThat(links.keys()).hasSize(SampleLinks.SIZE).doesNotHaveDuplicates();
  }

  @Test
  void keysAreEqualAndNotTheSame() {
    ShortCode key = links.keys()[0];
    ShortCode other = links.keys()[0];
    assertThat(key).isEqualTo(other).isNotSameAs(other);
    assertThat(key.value()).isNotSameAs(other.value());
  }

  @Test
  void targetsHave75CharactersInTheMean() {
    assertThat(
            IntStream.range(0, SampleLinks.SIZE)
                .map(link -> links.found(link).target().value().length())
                .average()
                .orElseThrow())
        .isCloseTo(75, within(1.0));
  }

  @Test
  void picksFavourSomeLinksWhereverTheyStand() {
    int[] picked = new int[SampleLinks.SIZE];
    for (int link : links.picks()) {
      picked[link]++;
    }
    assertThat(Arrays.stream(picked).filter(count -> count > 0).count()).isGreaterThan(5_000);
    assertThat(Arrays.stream(picked).max().orElseThrow()).isGreaterThan(SampleLinks.PICKS / 12);
    assertThat(picked[0]).as("the first link is not the most popular").isLessThan(1_000);
  }
}
