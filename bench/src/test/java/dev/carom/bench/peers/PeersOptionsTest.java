package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeersOptionsTest {

  private static PeersOptions parse(String commandLine) {
    return PeersOptions.parse(
        commandLine.isEmpty() ? List.of() : List.of(commandLine.split(" ", -1)));
  }

  @Test
  void everythingIsMeasuredUnlessLessIsAskedFor() {
    PeersOptions options = parse("");
    assertThat(options.rounds()).isEqualTo(9);
    assertThat(options.measured()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.warmUp()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.control()).isEqualTo("nginx");
    assertThat(options.workloads()).containsExactly(Workload.values());
    assertThat(options.peers()).containsExactlyElementsOf(Peers.RIVALS);
    assertThat(options.quick()).isFalse();
    assertThat(options.latency()).isFalse();
  }

  @Test
  void everyOptionIsHeard() {
    PeersOptions options =
        parse(
            "--rounds 11 --seconds 5 --warmup 20 --control carom --latency --workloads tls,plain"
                + " --peers c-loop --first-port 31000");
    assertThat(options.rounds()).isEqualTo(11);
    assertThat(options.measured()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.warmUp()).isEqualTo(Duration.ofSeconds(20));
    assertThat(options.control()).isEqualTo("carom");
    assertThat(options.latency()).isTrue();
    assertThat(options.workloads()).containsExactly(Workload.PLAIN, Workload.TLS);
    assertThat(options.peers()).containsExactly("c-loop");
    assertThat(options.firstPort()).isEqualTo(31000);
    assertThat(options.args()).hasSize(15);
  }

  @Test
  void aQuickRunIsShort() {
    PeersOptions options = parse("--quick --workloads plain");
    assertThat(options.quick()).isTrue();
    assertThat(options.rounds()).isEqualTo(2);
    assertThat(options.measured()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rouns 9            | unknown option --rouns",
        "--rounds             | --rounds: needs a value",
        "--rounds 6           | --rounds: must be a number from 7 to 1000 (was 6)",
        "--rounds many        | --rounds: must be a number from 7 to 1000 (was many)",
        "--seconds 0          | --seconds: must be a number from 1 to 600 (was 0)",
        "--warmup -1          | --warmup: must be a number from 1 to 600 (was -1)",
        "--first-port 80      | --first-port: must be a number from 1024 to 65000 (was 80)",
        "--control haproxy    | --control: must be of nginx, carom, none (was haproxy)",
        "--peers nginx,apache | --peers: must be of nginx, haproxy, c-loop, netty-codec (was apache)",
        "--workloads plain,   | --workloads: must be of plain, pipelined, tls (was )",
        "--quick --rounds 9   | --quick: goes without --rounds, --seconds and --warmup",
        "--warmup 3 --quick   | --quick: goes without --rounds, --seconds and --warmup",
      })
  void wrongUsageIsRefusedByName(String commandLine, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse(commandLine))
        .withMessage(message);
  }
}
