package dev.carom.bench.mix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.bench.mix.MixResult.Check;
import dev.carom.bench.mix.MixResult.Round;
import dev.carom.bench.peers.LoadResult;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MixResultTest {

  private static final Sources RIGHT = new Sources(800, 0, 150, 50);

  private static Round round(double p50, double p99, long timeouts, Sources sources) {
    return Round.of(
        new LoadResult(
            "open",
            1,
            1000,
            1000,
            new LoadResult.Errors(timeouts, 0, 0, 0),
            1000,
            new LoadResult.Latency(p50, 0, p99, 0, 0, 0, 0),
            new LoadResult.Lateness(10, 100, 200),
            null,
            Instant.EPOCH),
        sources);
  }

  private static MixResult result(Round... rounds) {
    MixLinks links = new MixLinks(List.of("a"), List.of("b", "c"), List.of("d"));
    return MixResult.of("varnish", 2, links, List.of(rounds));
  }

  private static List<Boolean> checks(MixResult result) {
    return result.checks().stream().map(Check::met).toList();
  }

  @Test
  void aTenthOfTheReferenceIsGood() {
    MixResult result = result(round(500, 2500, 0, RIGHT));
    assertThat(result.isGood()).isTrue();
    assertThat(result.links()).isEqualTo(new MixResult.LinkCounts(1, 2, 1));
    assertThat(result.table())
        .contains(
            "0.500, from 0.500 to 0.500 in 1 rounds; the reference's: 5, a tenth of it: 0.5",
            "2.500, from 2.500 to 2.500 in 1 rounds; the reference's: 25, a tenth of it: 2.5",
            "edge 80.00 %, memory 0.00 %, Redis 15.00 %, PostgreSQL 5.00 %")
        .doesNotContain("NOT MET");
  }

  @Test
  void mediansOfRoundsCount() {
    MixResult good =
        result(round(200, 900, 0, RIGHT), round(900, 9000, 0, RIGHT), round(300, 1000, 0, RIGHT));
    assertThat(good.p50Millis().median()).isEqualTo(0.3);
    assertThat(good.p99Millis().max()).isEqualTo(9);
    assertThat(good.isGood()).isTrue();
  }

  @Test
  void eachBoundCountsByItself() {
    assertThat(checks(result(round(501, 2500, 0, RIGHT)))).containsExactly(false, true, true, true);
    assertThat(checks(result(round(500, 2501, 0, RIGHT)))).containsExactly(true, false, true, true);
    assertThat(
            checks(
                result(round(500, 2500, 0, RIGHT), round(1, 1, 0, new Sources(820, 0, 130, 50)))))
        .containsExactly(true, true, false, true);
    MixResult lost = result(round(500, 2500, 1, RIGHT));
    assertThat(checks(lost)).containsExactly(true, true, true, false);
    assertThat(lost.isGood()).isFalse();
    assertThat(lost.table()).contains("NOT MET");
  }
}
