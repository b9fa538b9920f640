package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantsOptionsTest {

  private static VariantsOptions parse(String commandLine) {
    return VariantsOptions.parse(
        commandLine.isEmpty() ? List.of() : List.of(commandLine.split(" ", -1)));
  }

  @Test
  void everythingIsMeasuredUnlessLessIsAskedFor() {
    VariantsOptions options = parse("");
    assertThat(options.turns())
        .isEqualTo(new Turns(9, Duration.ofSeconds(3), Duration.ofSeconds(10)));
    assertThat(options.only()).isEqualTo(Variant.ALL);
    assertThat(options.quick()).isFalse();
    assertThat(options.rate()).isNull();
  }

  @Test
  void everyOptionIsHeard() {
    VariantsOptions options =
        parse(
            "--rounds 11 --seconds 5 --warmup 20 --rate 40000 --only zgc,serial --first-port 31000");
    assertThat(options.turns())
        .isEqualTo(new Turns(11, Duration.ofSeconds(5), Duration.ofSeconds(20)));
    assertThat(options.only()).extracting(Variant::name).containsExactly("serial", "zgc");
    assertThat(options.firstPort()).isEqualTo(31000);
    assertThat(options.args()).hasSize(12);
    assertThat(options.rate()).isEqualTo(40000);
  }

  @Test
  void aQuickRunIsShort() {
    assertThat(parse("--quick --only nio").turns()).isEqualTo(Turns.QUICK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rouns 9          | unknown option --rouns",
        "--rounds           | --rounds needs a value",
        "--rounds 6         | --rounds: must be a whole number from 7 to 1000 (was 6)",
        "--seconds 0        | --seconds: must be a whole number from 1 to 600 (was 0)",
        "--first-port 80    | --first-port: must be a whole number from 1024 to 65000 (was 80)",
        "--quick --rounds 9 | --quick: goes without --rounds, --seconds and --warmup",
      })
  void wrongUsageIsRefusedByName(String commandLine, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse(commandLine))
        .withMessage(message);
  }

  @Test
  void aVariantThatIsNotKnownIsRefusedWithThoseThatAre() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse("--only zgc,shenandoah"))
        .withMessageStartingWith("--only: must be of default, serial, ")
        .withMessageEndingWith(" (was shenandoah)");
  }
}
