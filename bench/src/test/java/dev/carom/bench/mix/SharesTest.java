package dev.carom.bench.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.bench.peers.MeasurementException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SharesTest {

  private static final String METERS =
      """
      cache_gets_total{cache="l1",result="hit"} 30.0
      cache_gets_total{cache="l1",result="miss"} 999.0
      cache_gets_total{cache="other",result="hit"} 999.0
      carom_reads_seconds_count{outcome="found",tier="redis"} 1500.0
      carom_reads_seconds_count{outcome="absent",tier="redis"} 999.0
      carom_reads_seconds_count{outcome="failed",tier="redis"} 999.0
      carom_reads_seconds_count{outcome="found",tier="postgres"} 500.0
      carom_reads_seconds_count{outcome="absent",tier="postgres"} 999.0
      carom_reads_seconds_count{outcome="found",tier="replica"} 999.0
      """;

  /** As {@code varnishstat -1} writes them. */
  private static final List<String> COUNTERS =
      List.of(
          "MAIN.cache_hit_grace             7         0.00 Cache grace hits",
          "MAIN.cache_hit               81600        27.30 Cache hits",
          "MAIN.cache_miss                  3          .   Cache misses");

  @Test
  void serversTellWhatTheyHaveFoundWhere() {
    assertThat(Sources.ofServer(METERS)).isEqualTo(new Sources(0, 30, 1500, 500));
    assertThatThrownBy(() -> Sources.ofServer("")).isInstanceOf(MeasurementException.class);
  }

  @Test
  void countersOfVarnishAreReadByTheirWholeName() {
    assertThat(Varnish.counter(COUNTERS, "MAIN.cache_hit")).isEqualTo(81_600);
    assertThat(Varnish.counter(COUNTERS, "MAIN.cache_miss")).isEqualTo(3);
  }

  @Test
  void varnishThatTellsNothingHasNotCountedNothing() {
    assertThatThrownBy(
            () -> Varnish.counter(List.of("Could not get hold of varnishd"), "MAIN.cache_hit"))
        .isInstanceOf(MeasurementException.class)
        .hasMessage("varnishstat does not tell MAIN.cache_hit: Could not get hold of varnishd");
    assertThatThrownBy(() -> Varnish.counter(List.of(), "MAIN.cache_hit"))
        .isInstanceOf(MeasurementException.class);
  }

  @Test
  void deliveredBackendsGetThePortsOfTheServers() {
    String two = ".host = \"a\";\n.port = \"8080\";\n.host = \"a\";\n.port = \"8180\";\n";
    assertThat(Varnish.backends(two, List.of(1, 22)))
        .isEqualTo(".host = \"a\";\n.port = \"1\";\n.host = \"a\";\n.port = \"22\";\n");
    assertThatThrownBy(() -> Varnish.backends(two, List.of(1)))
        .isInstanceOf(MeasurementException.class)
        .hasMessage("backends.vcl must have 1 servers");
  }

  @Test
  void sharesAreOfAllServersInBetweenTwoLooksAndOfAllAnswers() {
    Sources before = Sources.ofEdge(1600).plus(Sources.ofServer(METERS));
    Sources server = Sources.ofServer(METERS);
    Sources after =
        Sources.ofEdge(Varnish.counter(COUNTERS, "MAIN.cache_hit"))
            .plus(server)
            .plus(new Sources(0, 70, 9000, 3000))
            .plus(new Sources(0, 30, 6000, 2000));
    Sources between = after.since(before);
    assertThat(between).isEqualTo(new Sources(80_000, 100, 15_000, 5000));
    assertThat(between.of(100_000)).isEqualTo(new Shares(80, 0.1, 15, 5));
    assertThat(between.of(100_000))
        .hasToString("edge 80.00 %, memory 0.10 %, Redis 15.00 %, PostgreSQL 5.00 %");
    assertThat(between.of(200_000)).isEqualTo(new Shares(40, 0.05, 7.5, 2.5));
  }

  @ParameterizedTest
  @CsvSource({
    "80,   0,   15,   5,   true",
    "81,   0,   14,   5,   true",
    "79,   1,   15,   5,   true",
    "81.1, 0,   15,   5,   false",
    "78.9, 0,   15,   5,   false",
    "80,   1.1, 15,   5,   false",
    "80,   0,   16.1, 5,   false",
    "80,   0,   13.9, 5,   false",
    "80,   0,   15,   6.1, false",
    "80,   0,   15,   3.9, false",
    "NaN,  0,   15,   5,   false"
  })
  void aShareMayBeAPointOff(
      double edge, double memory, double redis, double postgres, boolean right) {
    assertThat(new Shares(edge, memory, redis, postgres).areRight()).isEqualTo(right);
  }
}
