package dev.carom.bench.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MixOptionsTest {

  @Test
  void theReferenceTenTimesAsOftenIsTheDefault() {
    MixOptions options = MixOptions.parse(List.of());
    assertThat(options)
        .isEqualTo(
            new MixOptions(
                List.of(), 4000, 64, 3, Duration.ofSeconds(30), Duration.ofSeconds(30), 1, 18400));
  }

  @Test
  void optionsAreTaken() {
    List<String> args =
        List.of(
            "--rate=500",
            "--connections=8",
            "--rounds=5",
            "--warmup=1",
            "--measure",
            "2",
            "--seed=-7",
            "--first-port=20000");
    assertThat(MixOptions.parse(args))
        .isEqualTo(
            new MixOptions(
                args, 500, 8, 5, Duration.ofSeconds(1), Duration.ofSeconds(2), -7, 20_000));
  }

  @Test
  void thereAreCodesForAFewMoreRequestsThanUsual() {
    MixOptions options = MixOptions.parse(List.of("--rate=1000", "--warmup=1", "--measure=10"));
    assertThat(options.requests(options.warmUp())).isEqualTo(2050);
    assertThat(options.requests()).isEqualTo(2050 + 3 * 11_500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rate=99        | --rate: must be a whole number from 100 to 100000 (was 99)
          --rate=fast      | --rate: must be a whole number from 100 to 100000 (was fast)
          --connections=0  | --connections: must be a whole number from 1 to 10000 (was 0)
          --rounds=0       | --rounds: must be a whole number from 1 to 100 (was 0)
          --measure=0      | --measure: must be a whole number from 1 to 3600 (was 0)
          --warmup=0.5     | --warmup: must be a whole number from 1 to 600 (was 0.5)
          --seed=x         | --seed: must be a whole number (was x)
          --first-port=80  | --first-port: must be a whole number from 1024 to 65000 (was 80)
          --pairs=1        | unknown option --pairs=1
          """)
  void whatIsWrongIsNamed(String option, String message) {
    assertThatThrownBy(() -> MixOptions.parse(List.of(option)))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void moreLinksThanCanBeMintedAreRefused() {
    assertThatThrownBy(() -> MixOptions.parse(List.of("--measure=3600", "--rounds=100")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--measure: ")
        .hasMessageEndingWith("at most 20,000,000; see --rate and --rounds");
  }
}
