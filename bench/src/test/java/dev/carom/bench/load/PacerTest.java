package dev.carom.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {

  private record Due(long intended, long lateness) {}

  private final List<Due> due = new ArrayList<>();
  private long now = Long.MAX_VALUE - 1_500;
  private final long start = now;

  private Pacer pacer(long length) {
    return new Pacer(
        Arrivals.CONSTANT.schedule(10_000_000, 0, 0), () -> now, start, start + length);
  }

  private void attend(Pacer pacer) {
    var _ = pacer.attend((intended, lateness) -> due.add(new Due(intended - start, lateness)));
  }

  @Test
  void nothingIsSentBeforeItIsDueEvenWhereTheClockOverflows() {
    Pacer pacer = pacer(100_000);
    attend(pacer);
    now += 99;
    attend(pacer);
    assertThat(due).containsExactly(new Due(0, 0));
    now += 1;
    attend(pacer);
    assertThat(due).containsExactly(new Due(0, 0), new Due(100, 0));
    now += 2_000;
    attend(pacer);
    assertThat(due).hasSize(22).endsWith(new Due(2_100, 0));
  }

  @Test
  void whatADriverOversleptIsStillDueAndLate() {
    Pacer pacer = pacer(100_000);
    now += 350;
    attend(pacer);
    assertThat(due)
        .containsExactly(new Due(0, 350), new Due(100, 250), new Due(200, 150), new Due(300, 50));
  }

  @Test
  void answersGetTheirTurnHoweverMuchIsDue() {
    Pacer pacer = pacer(100_000);
    now += 50_000;
    attend(pacer);
    assertThat(due).hasSize(Pacer.BATCH);
    attend(pacer);
    assertThat(due).hasSize(2 * Pacer.BATCH);
  }

  @Test
  void itIsDoneWhenNothingIsDueBeforeTheEnd() {
    Pacer pacer = pacer(200);
    now += 50_000;
    assertThat(pacer.isDone()).isFalse();
    attend(pacer);
    assertThat(due).hasSize(2);
    assertThat(pacer.isDone()).isTrue();
  }
}
