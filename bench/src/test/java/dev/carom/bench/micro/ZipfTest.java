package dev.carom.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipfTest {

  private static final long SEED = 20261122;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.8, 1, 1.5})
  void itemsArePickedInInverseProportionToAPowerOfTheirRank(double exponent) {
    int items = 100;
    int picks = 1_000_000;
    SplittableRandom random = new SplittableRandom(SEED);
    Zipf zipf = new Zipf(items, exponent);
    int[] picked = new int[items];
    for (int i = 0; i < picks; i++) {
      picked[zipf.pick(random)]++;
    }
    double weights = 0;
    for (int rank = 1; rank <= items; rank++) {
      weights += 1 / Math.pow(rank, exponent);
    }
    for (int rank = 1; rank <= items; rank++) {
      double expected = picks / weights / Math.pow(rank, exponent);
      assertThat((double) picked[rank - 1])
          .as("seed %d, exponent %s, rank %d", SEED, exponent, rank)
          .isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }
}
