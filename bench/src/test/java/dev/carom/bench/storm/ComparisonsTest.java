package dev.carom.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.storm.MemoryWatch.Memory;
import dev.carom.bench.storm.Slow.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ComparisonsTest {

  private static final long MIB = 1 << 20;

  @Test
  void mediansOfTurnsAreCompared() {
    assertThat(
            Slow.contrast(
                    List.of(
                        turn(false, 100, null), turn(true, 150, null),
                        turn(false, 900, null), turn(true, 300, null),
                        turn(false, 200, null), turn(true, 9000, null)))
                .ratio())
        .isEqualTo(1.5);
  }

  @Test
  void turnThatTheDriverRefusesDoesNotCount() {
    assertThat(
            Slow.contrast(
                    List.of(
                        turn(false, 100, null),
                        turn(true, 150, null),
                        turn(true, 9000, "late"),
                        turn(true, 150, null)))
                .ratio())
        .isEqualTo(1.5);
    assertThatThrownBy(
            () -> Slow.contrast(List.of(turn(false, 100, "late"), turn(true, 150, null))))
        .isInstanceOf(MeasurementException.class)
        .hasMessage("the driver was late in 1 of 1 turns without slow clients");
  }

  @Test
  void slowClientsMayNotDoubleLatenciesNorBeDropped() {
    List<Turn> clean = List.of(turn(false, 100, null), turn(true, 150, null));
    assertThat(new Slow.Details(4, clean, 1.99).isGood()).isTrue();
    assertThat(new Slow.Details(4, clean, 2).isGood()).isFalse();
    Turn dropped = new Turn(true, 1, load(2000, 1, 1, null));
    assertThat(new Slow.Details(4, List.of(dropped), 1).isGood()).isFalse();
  }

  @Test
  void scanMayNotGetThroughToTheStoresNorSlowOthersDown() {
    assertThat(scan(1500, 0, 0).isGood()).isTrue();
    assertThat(scan(1501, 0, 0).isGood()).isFalse();
    assertThat(scan(1500, 1, 0).isGood()).isTrue();
    assertThat(scan(1500, 2, 0).isGood()).isFalse();
    assertThat(scan(1500, 0, 1).isGood()).isFalse();
    assertThat(scan(1500, 0, 0).asked()).isEqualTo(2000);
    assertThat(scan(1500, 0, 0).contrast()).isEqualTo(new Contrast(1000, 1500));
  }

  /** Of which the turns without the scan look something up, which is not laid at its door. */
  private static Scan.Details scan(double p99, long lookups, long wrong) {
    Map<String, Long> outcomes =
        wrong == 0 ? Map.of("404", 1000L) : Map.of("404", 1000 - wrong, "503", wrong);
    Answers guesses = new Answers(outcomes, 1, 1, 1);
    return Scan.Details.of(
        100,
        List.of(
            new Scan.Turn(load(2000, 1, 1000, null), null, new Lookups(50, 50, 50)),
            new Scan.Turn(load(2000, 1, p99, null), guesses, new Lookups(lookups, 0, 7)),
            new Scan.Turn(load(2000, 1, 1000, null), null, new Lookups(50, 50, 50)),
            new Scan.Turn(load(2000, 1, p99, null), guesses, new Lookups(0, lookups, 7))));
  }

  @Test
  void missesAreComparedRoundByRound() {
    Misses.Details details =
        Misses.Details.of(
            1,
            1,
            List.of(
                new Misses.Round(load(1000, 1, 1, null), 0.9, 1000),
                new Misses.Round(load(1000, 1, 1, null), 0.5, 1000),
                new Misses.Round(load(1000, 1, 1, null), 0.7, 1000)));
    assertThat(details.ratio().median()).isCloseTo(0.7, within(1e-9));
    assertThat(details.isGood()).isTrue();
    assertThat(
            Misses.Details.of(1, 1, List.of(new Misses.Round(load(1000, 1, 1, null), 0.69, 1000)))
                .isGood())
        .isFalse();
  }

  @Test
  void goodputIsRightAnswersPerSecond() {
    assertThat(Overload.goodput(load(9000, 10, 1, null))).isCloseTo(900, within(1e-9));
  }

  @Test
  void overloadedServerAnswersNearlyAsMuch() {
    Memory memory = new Memory(200 * MIB, 300 * MIB, 250 * MIB);
    assertThat(overload(900, memory).share()).isCloseTo(0.9, within(1e-9));
    assertThat(overload(901, memory).isGood()).isTrue();
    assertThat(overload(899, memory).isGood()).isFalse();
    assertThat(overload(901, new Memory(200 * MIB, 301 * MIB, 200 * MIB)).isGood()).isFalse();
  }

  private static Overload.Details overload(long perSecond, Memory memory) {
    return new Overload.Details(
        "x", load(5000, 5, 1, null), load(10 * perSecond, 10, 1, "not sent"), memory);
  }

  private static Turn turn(boolean crowded, double p99, @Nullable String refused) {
    return new Turn(crowded, 0, load(2000, 1, p99, refused));
  }

  private static LoadResult load(
      long answered, double seconds, double p99, @Nullable String refused) {
    return new LoadResult(
        "open",
        seconds,
        answered,
        answered,
        new LoadResult.Errors(0, 0, 0, 0),
        answered / seconds,
        new LoadResult.Latency(1, 1, p99, p99, p99, p99, 1),
        null,
        refused,
        Instant.EPOCH);
  }
}
