package dev.carom.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.bench.peers.MeasurementException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReadingsTest {

  @Test
  void generationsOfTheHeapAreAddedUp() {
    List<String> info =
        List.of(
            "4711:",
            "DefNew     total 19136K, used 340K [0x1, 0x2, 0x3)",
            "  eden space 17024K,   2% used [0x1, 0x2, 0x3)",
            "Tenured    total 42408K, used 6504K [0x1, 0x2, 0x3)",
            "   the  space 42408K,  15% used [0x1, 0x2, 0x3)",
            "Metaspace       used 21504K, committed 22000K, reserved 1114112K",
            " class space    used 2304K, committed 2500K, reserved 1048576K");
    assertThat(LiveHeap.parse(info)).isEqualTo(6844 * 1024);
  }

  @Test
  void heapOfOneRangeIsRead() {
    assertThat(
            LiveHeap.parse(
                List.of(
                    "garbage-first heap   total reserved 8192K, committed 4096K, used 2233K [0x1)",
                    "  region size 1024K, 2 young (2048K), 0 survivors (0K)")))
        .isEqualTo(2233 * 1024);
    assertThat(LiveHeap.parse(List.of("ZHeap           used 12M, capacity 40M, max capacity 1G")))
        .isEqualTo(12 << 20);
  }

  @Test
  void jvmThatSaysNothingIsNoEmptyHeap() {
    assertThatThrownBy(() -> LiveHeap.parse(List.of("4711: No such process")))
        .isInstanceOf(MeasurementException.class);
  }

  @Test
  void meterIsSummedOverItsLabels() {
    String metrics =
        "# TYPE a_total counter\na_total{x=\"1 2\"} 3.0\na_total{x=\"2\"} 4.0\na_total_other 9.0\nb 1.5E3\n";
    assertThat(Meters.sum(metrics, "a_total")).isEqualTo(7);
    assertThat(Meters.sum(metrics, "b")).isEqualTo(1500);
    assertThatThrownBy(() -> Meters.sum(metrics, "c")).hasMessage("there is no meter c");
  }

  @Test
  void meterIsSummedOverTheLinesThatHaveAllLabels() {
    String metrics =
        """
        a_total{outcome="found",tier="redis"} 1.0
        a_total{outcome="absent",tier="redis"} 2.0
        a_total{outcome="found",tier="postgres"} 4.0
        """;
    assertThat(Meters.sum(metrics, "a_total", "tier=\"redis\"")).isEqualTo(3);
    assertThat(Meters.sum(metrics, "a_total", "tier=\"redis\"", "outcome=\"found\"")).isEqualTo(1);
    assertThatThrownBy(() -> Meters.sum(metrics, "a_total", "tier=\"tape\""))
        .hasMessage("there is no meter a_total tier=\"tape\"");
  }

  @Test
  void lookupsAreReadByStore() {
    String metrics =
        """
        carom_reads_seconds_count{outcome="absent",tier="redis"} 7.0
        carom_reads_seconds_count{outcome="absent",tier="postgres"} 5.0
        carom_reads_seconds_count{outcome="failed",tier="postgres"} 1.0
        carom_reads_seconds_count{outcome="absent",tier="replica"} 0.0
        hikaricp_connections_usage_seconds_count{pool="redirect"} 9.0
        """;
    Lookups lookups = Lookups.of(metrics);
    assertThat(lookups).isEqualTo(new Lookups(7, 6, 9));
    assertThat(lookups.ofCodes()).isEqualTo(13);
    assertThat(lookups.since(new Lookups(1, 2, 3))).isEqualTo(new Lookups(6, 4, 6));
  }

  @Test
  void linksThatWereNotReadAreNotCounted() {
    String before = misses(100, 1000);
    assertThat(Misses.readShare(before, misses(280, 1200))).isEqualTo(0.9);
    assertThat(Misses.readShare(before, misses(301, 1200))).isEqualTo(1);
  }

  private static String misses(int read, int answered) {
    return """
    carom_reads_seconds_count{outcome="found",tier="postgres"} %d.0
    carom_reads_seconds_count{outcome="found",tier="redis"} 50.0
    carom_reads_seconds_count{outcome="failed",tier="postgres"} 50.0
    carom_redirect_answers_total{status="302"} %d.0
    carom_redirect_answers_total{status="404"} 50.0
    """
        .formatted(read, answered);
  }

  @Test
  void pgbenchTellsItsSpeedWithoutConnecting() {
    assertThat(
            Pgbench.parse(
                "latency average = 1.2 ms\ntps = 51234.567 (without initial connection time)\n"))
        .isEqualTo(51_234.567);
    String olderVersion =
        """
        tps = 50 (including connections establishing)
        tps = 60 (excluding connections establishing)
        """;
    assertThat(Pgbench.parse(olderVersion)).isEqualTo(60);
    assertThatThrownBy(() -> Pgbench.parse("pgbench: error: connection failed"))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("connection failed");
  }

  @Test
  void softLimitOfOpenFilesIsRead() {
    assertThat(OpenFiles.limit(List.of("Max open files            20000      30000     files")))
        .isEqualTo(20_000);
    assertThat(OpenFiles.limit(List.of("Max open files            unlimited  unlimited files")))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void everybodyWhoMakesWorkSendsSomethingElse() {
    Pranks pranks = new Pranks("aBcDeFg");
    assertThat(pranks.miss()).isNotEqualTo(pranks.miss());
    assertThat(RandomCodes.of(2, 7, 1)).doesNotHaveDuplicates().allMatch(c -> c.length() == 7);
    assertThat(RandomCodes.of(3, 7, 1)).doesNotContainAnyElementsOf(RandomCodes.of(3, 7, 2));
    assertThat(pranks.odd(-1)).isEqualTo(pranks.odd(9)).isNotEqualTo(pranks.odd(0));
    assertThat(new String(pranks.burst(), java.nio.charset.StandardCharsets.US_ASCII))
        .endsWith("Connection: close\r\n\r\n")
        .matches("(?s)(GET /aBcDeFg HTTP/1\\.1\r\nHost: odd\r\n.*?\r\n){20}.*");
  }

  @Test
  void halfOfTheSlowClientsDribble() {
    assertThat(Stream.of(0, 1, 2, 3).map(SlowClient.Manner::of))
        .containsExactly(
            SlowClient.Manner.SILENT,
            SlowClient.Manner.DRIBBLING,
            SlowClient.Manner.SATISFIED,
            SlowClient.Manner.DRIBBLING);
  }
}
