package dev.carom.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfTest {

  private static final long SEED = 20261122;

  @Test
  void itemsArePickedInInverseProportionToTheirRank() {
    int items = 100;
    int picks = 1_000_000;
    SplittableRandom random = new SplittableRandom(SEED);
    Zipf zipf = new Zipf(items);
    int[] picked = new int[items];
    for (int i = 0; i < picks; i++) {
      picked[zipf.pick(random)]++;
    }
    double weights = 0;
    for (int rank = 1; rank <= items; rank++) {
      weights += 1.0 / rank;
    }
    for (int rank = 1; rank <= items; rank++) {
      double expected = picks / weights / rank;
      assertThat((double) picked[rank - 1])
          .as("seed %d, rank %d", SEED, rank)
          .isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }
}
