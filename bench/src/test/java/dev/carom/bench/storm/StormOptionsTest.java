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
  void eachScenarioHasItsDefaults() {
    StormOptions soak = StormOptions.parse(List.of("soak"));
    assertThat(soak.rate()).isEqualTo(1000);
    assertThat(soak.newcomers()).isEqualTo(200);
    assertThat(soak.length()).isEqualTo(Duration.ofMinutes(10));
    assertThat(soak.every()).isEqualTo(Duration.ofSeconds(10));
    StormOptions slow = StormOptions.parse(List.of("slow"));
    assertThat(slow.rate()).isEqualTo(2000);
    assertThat(slow.connections()).isEqualTo(32);
    assertThat(slow.slow()).isEqualTo(10_000);
    assertThat(slow.pairs()).isEqualTo(5);
    assertThat(slow.measured()).isEqualTo(Duration.ofSeconds(5));
    StormOptions overload = StormOptions.parse(List.of("overload"));
    assertThat(overload.connections()).isEqualTo(256);
    assertThat(overload.measured()).isEqualTo(Duration.ofSeconds(10));
    StormOptions scan = StormOptions.parse(List.of("scan"));
    assertThat(scan.rate()).isEqualTo(2000);
    assertThat(scan.scan()).isEqualTo(10_000);
    assertThat(scan.pairs()).isEqualTo(5);
    assertThat(scan.measured()).isEqualTo(Duration.ofSeconds(20));
    StormOptions hung = StormOptions.parse(List.of("hung"));
    assertThat(hung.rate()).isEqualTo(1000);
    assertThat(hung.misses()).isEqualTo(200);
    assertThat(hung.refuse()).isFalse();
    assertThat(hung.measured()).isEqualTo(Duration.ofSeconds(10));
    StormOptions misses = StormOptions.parse(List.of("misses"));
    assertThat(misses.connections()).isEqualTo(64);
    assertThat(misses.rounds()).isEqualTo(7);
    assertThat(misses.scale()).isEqualTo(2);
    assertThat(misses.measured()).isEqualTo(Duration.ofSeconds(5));
    StormOptions counts = StormOptions.parse(List.of("counts"));
    assertThat(counts.clicks()).isEqualTo(100);
    StormOptions minting = StormOptions.parse(List.of("minting"));
    assertThat(minting.connections()).isEqualTo(16);
    assertThat(minting.lines()).isEqualTo(100_000);
    assertThat(StormOptions.parse(List.of("lists")).links()).isEqualTo(10);
  }

  @Test
  void whereCommitsAreMeasuredPostgresSyncs() {
    assertThat(StormOptions.parse(List.of("minting")).scenario().isDurable()).isTrue();
    assertThat(StormOptions.parse(List.of("counts")).scenario().isDurable()).isFalse();
  }

  @Test
  void optionsOfStoresAreTaken() {
    StormOptions scan = StormOptions.parse(List.of("scan", "--scan=500", "--pairs=2"));
    assertThat(scan.scan()).isEqualTo(500);
    assertThat(scan.pairs()).isEqualTo(2);
    StormOptions hung = StormOptions.parse(List.of("hung", "--refuse", "--misses=50"));
    assertThat(hung.refuse()).isTrue();
    assertThat(hung.misses()).isEqualTo(50);
    StormOptions misses = StormOptions.parse(List.of("misses", "--rounds=3", "--scale=10"));
    assertThat(misses.rounds()).isEqualTo(3);
    assertThat(misses.scale()).isEqualTo(10);
  }

  @Test
  void optionOfAnotherScenarioIsUnknown() {
    assertThatThrownBy(() -> StormOptions.parse(List.of("overload", "--rate=1")))
        .isInstanceOf(UsageException.class)
        .hasMessage("unknown option --rate=1");
    assertThatThrownBy(() -> StormOptions.parse(List.of("soak", "--migrate")))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> StormOptions.parse(List.of("misses", "--refuse")))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void soakLastsForSomeSamples() {
    assertThat(StormOptions.parse(List.of("soak", "--minutes=1")).length())
        .isEqualTo(Duration.ofMinutes(1));
    assertThatThrownBy(() -> StormOptions.parse(List.of("soak", "--minutes=0.9")))
        .isInstanceOf(UsageException.class)
        .hasMessage("--minutes: must be time for 6 samples, see --every");
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
