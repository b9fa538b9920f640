package dev.carom.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.bench.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadOptionsTest {

  private static LoadOptions parse(String commandLine) {
    return LoadOptions.parse(List.of(commandLine.split(" ", -1)));
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    assertThat(parse("--target localhost:8080 --codes codes.txt --rate 5000"))
        .isEqualTo(
            new LoadOptions(
                "localhost:8080",
                Path.of("codes.txt"),
                5000,
                Arrivals.POISSON,
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                64,
                1,
                Duration.ofSeconds(5),
                1.0,
                false,
                1,
                false,
                302,
                100_000,
                1,
                Duration.ofMillis(1),
                true,
                null,
                null,
                null,
                false));
  }

  @Test
  void everythingCanBeSaid() {
    assertThat(
            parse(
                "--target=[::1]:80 --codes=c --closed --arrivals=constant --duration 2.5 --warmup 0"
                    + " --connections 3 --pipeline 16 --timeout 100 --zipf 0 --seed -7 --tls"
                    + " --expect 404 --backlog 9 --threads 2 --max-lateness-ms 0.25 --no-poll"
                    + " --json r.json --trace t --plot p.html --quiet"))
        .isEqualTo(
            new LoadOptions(
                "[::1]:80",
                Path.of("c"),
                0,
                Arrivals.CONSTANT,
                Duration.ofMillis(2500),
                Duration.ZERO,
                3,
                16,
                Duration.ofMillis(100),
                0,
                false,
                -7,
                true,
                404,
                9,
                2,
                Duration.ofNanos(250_000),
                false,
                Path.of("r.json"),
                Path.of("t"),
                Path.of("p.html"),
                true));
  }

  @Test
  void addressesInBracketsAreUnderstood() {
    assertThat(parse("--target [::1]:81 --codes c --closed").server().getPort()).isEqualTo(81);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--codes c --rate 1                                | --target is missing",
        "--target a:1 --rate 1                             | --codes is missing",
        "--target a:1 --codes c                            | either --rate N or --closed is needed",
        "--target a:1 --codes c --rate 1 --closed          | either --rate N or --closed is needed",
        "--target a --codes c --rate 1                     | --target: must be HOST:PORT (was a)",
        "--target a:0 --codes c --rate 1                   | --target: must be HOST:PORT (was a:0)",
        "--target a:65536 --codes c --rate 1               | --target: must be HOST:PORT (was a:65536)",
        "--target :80 --codes c --rate 1                   | --target: must be HOST:PORT (was :80)",
        "--target a:1 --codes c --rate 0                   | --rate: must be a number from 0.001 to 1.0E8 (was 0)",
        "--target a:1 --codes c --rate fast                | --rate: must be a number from 0.001 to 1.0E8 (was fast)",
        "--target a:1 --codes c --rate                     | --rate needs a value",
        "--target a:1 --codes c --rate=                    | --rate needs a value",
        "--target a:1 --codes c --rate 1 --rate 2          | --rate is given twice",
        "--target a:1 --codes c --rate 1 --arrivals even   | --arrivals: must be poisson or constant (was even)",
        "--target a:1 --codes c --rate 1 --connections 0   | --connections: must be a whole number from 1 to 60000 (was 0)",
        "--target a:1 --codes c --rate 1 --connections 1.5 | --connections: must be a whole number from 1 to 60000 (was 1.5)",
        "--target a:1 --codes c --closed --threads 65      | --threads: must be a whole number from 1 to 64 (was 65)",
        "--target a:1 --codes c --closed --in-order --threads 2 | --in-order: needs --threads 1 (was 2)",
        "--target a:1 --codes c --rate 1 --expect 99       | --expect: must be a whole number from 200 to 599 (was 99)",
        "--target a:1 --codes c --rate 1 --seed x          | --seed: must be a whole number (was x)",
        "--target a:1 --codes c --rate 1 --quiet=yes       | unknown option --quiet=yes",
        "--target a:1 --codes c --rate 1 --speed 9         | unknown option --speed",
        "--target a:1 --codes c --rate 1 fast              | unknown option fast"
      })
  void whatIsWrongIsNamed(String commandLine, String message) {
    assertThatThrownBy(() -> parse(commandLine))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }
}
