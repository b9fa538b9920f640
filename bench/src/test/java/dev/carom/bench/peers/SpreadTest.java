package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Spread.of(List.of(9.0, 1.0, 2.0, 5.0, 3.0))).isEqualTo(new Spread(5, 1, 2, 3, 5, 9));
  }

  @Test
  void quantilesLieBetweenNeighbours() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0)))
        .isEqualTo(new Spread(4, 1, 1.75, 2.5, 3.25, 4));
  }

  @Test
  void oneValueIsAllThereIs() {
    assertThat(Spread.of(List.of(2.0))).isEqualTo(new Spread(1, 2, 2, 2, 2, 2));
  }

  @Test
  void nothingHasNoSpread() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
  }
}
