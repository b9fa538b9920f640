package dev.carom.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StormOptionsTest {

  @Test
  void restartsHaveDefaults() {
    StormOptions options = StormOptions.parse(List.of("restarts"));
    assertThat(options.restarts()).isEqualTo(20);
    assertThat(options.connections()).isEqualTo(64);
    assertThat(options.migrate()).isFalse();
    assertThat(options.interval()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void optionsAreTaken() {
    StormOptions options =
        StormOptions.parse(List.of("restarts", "--migrate", "--restarts=3", "--rate", "500"));
    assertThat(options.migrate()).isTrue();
    assertThat(options.restarts()).isEqualTo(3);
    assertThat(options.rate()).isEqualTo(500);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> StormOptions.parse(List.of())).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> StormOptions.parse(List.of("rain")))
        .isInstanceOf(UsageException.class)
        .hasMessage("storm: no scenario is called rain");
    assertThatThrownBy(() -> StormOptions.parse(List.of("restarts", "--restarts=0")))
        .isInstanceOf(UsageException.class)
        .hasMessage("--restarts: must be a whole number from 1 to 1000 (was 0)");
  }
}
