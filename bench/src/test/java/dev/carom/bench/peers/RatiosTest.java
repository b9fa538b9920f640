package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.bench.peers.PeersRecord.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatiosTest {

  private static Run run(int round, String server, double cpuMicros) {
    return SampleRuns.run(round, server, cpuMicros, 1000, 10);
  }

  @Test
  void eachRatioIsOfOneRoundWhateverTheOrderInIt() {
    List<Run> runs =
        List.of(run(1, "a", 3), run(1, "b", 2), run(2, "b", 10), run(2, "a", 5), run(2, "c", 1));
    assertThat(Ratios.perRound(runs, "a", "b", Run::cpuMicrosPerRequest)).containsExactly(1.5, 0.5);
  }

  @Test
  void whoIsLeftOutIsComparedWithNobody() {
    assertThat(Ratios.perRound(List.of(run(1, "a", 3)), "a", "b", Run::cpuMicrosPerRequest))
        .isEmpty();
    assertThat(Ratios.perRound(List.of(run(1, "b", 3)), "a", "b", Run::cpuMicrosPerRequest))
        .isEmpty();
  }

  @Test
  void oddRoundsGoForthAndEvenOnesBack() {
    assertThat(Rounds.order(1, List.of("a", "b", "c"))).containsExactly("a", "b", "c");
    assertThat(Rounds.order(2, List.of("a", "b", "c"))).containsExactly("c", "b", "a");
    assertThat(Rounds.order(3, List.of("a", "b", "c"))).containsExactly("a", "b", "c");
  }

  @Test
  void latenciesAreMeasuredAtHalfOfTheSlowerOnesMedianRate() {
    List<Run> runs = SampleRuns.record(false, null).workloads().getFirst().closed();
    assertThat(WorkloadRun.halfOfSaturation(runs)).isEqualTo(550);
    assertThat(WorkloadRun.halfOfSaturation(List.of(run(1, "carom", 1)))).isNull();
  }
}
