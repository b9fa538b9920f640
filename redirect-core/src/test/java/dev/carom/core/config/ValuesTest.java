package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "2s,PT2S", "10m,PT10M", "1h,PT1H", "1d,PT24H", "0s,PT0S"})
  void durationHasAUnit(String text, Duration duration) {
    assertThat(Values.parse(Duration.class, text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1.5s", "-1s", "1 s", "1S", "PT1S", "9999999999s", "١s"})
  void otherDurationIsRefused(String text) {
    assertThatThrownBy(() -> Values.parse(Duration.class, text))
        .hasMessage("must be a duration such as 250ms, 2s, 10m, 1h or 1d");
  }

  @ParameterizedTest
  @CsvSource({
    "0B,0",
    "512B,512",
    "64KiB,65536",
    "64MiB,67108864",
    "999999999GiB,1073741822926258176",
  })
  void sizeHasAUnit(String text, long bytes) {
    assertThat(Values.parse(DataSize.class, text)).isEqualTo(new DataSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "64MB", "64 MiB", "-1B", "1e3B", "1000000000GiB"})
  void otherSizeIsRefused(String text) {
    assertThatThrownBy(() -> Values.parse(DataSize.class, text))
        .hasMessage("must be a size such as 512B, 64KiB, 64MiB or 1GiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+1", "1.0", "0x1", "1_000", "١", "9999999999999999999"})
  void otherNumberIsRefused(String text) {
    assertThatThrownBy(() -> Values.parse(long.class, text)).hasMessage("must be a whole number");
  }

  @Test
  void numbersKeepTheirSign() {
    assertThat(Values.parse(int.class, "-2147483648")).isEqualTo(Integer.MIN_VALUE);
    assertThat(Values.parse(long.class, "-2147483649")).isEqualTo(-2147483649L);
  }

  @Test
  void booleanIsTrueOrFalse() {
    assertThat(Values.parse(boolean.class, "true")).isEqualTo(true);
    assertThat(Values.parse(boolean.class, "false")).isEqualTo(false);
    assertThatThrownBy(() -> Values.parse(boolean.class, "yes"))
        .hasMessage("must be true or false");
  }
}
