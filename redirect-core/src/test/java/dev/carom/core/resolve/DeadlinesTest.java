package dev.carom.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.resolve.Resolution.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  private static final int CAPACITY = 1 << 16;

  @Test
  void everybodyIsToldWhoeverWasAnsweredBefore() {
    try (Deadlines deadlines = Deadlines.start(Duration.ofMillis(50))) {
      List<CompletableFuture<Resolution>> answers = watched(deadlines, 5);
      answers.get(0).complete(new Missing(7));
      answers.get(3).complete(new Missing(7));
      Unavailable late = new Unavailable("no answer from the stores in time");
      assertThat(answers.stream().map(CompletableFuture::join))
          .containsExactly(new Missing(7), late, late, new Missing(7), late);
    }
  }

  @Test
  void whoeverIsOneTooManyIsToldAtOnce() {
    try (Deadlines deadlines = Deadlines.start(Duration.ofHours(1))) {
      // One is slept for, beside those who are queued.
      List<CompletableFuture<Resolution>> answers = watched(deadlines, CAPACITY + 2);
      assertThat(answers.getLast())
          .isCompletedWithValue(new Unavailable("too many wait for the stores"));
    }
  }

  @Test
  void whoeverIsAnsweredLeavesRoom() {
    try (Deadlines deadlines = Deadlines.start(Duration.ofHours(1))) {
      watched(deadlines, CAPACITY + 2).forEach(answer -> answer.complete(new Missing(7)));
      assertThat(watched(deadlines, 1).getFirst()).isNotDone();
    }
  }

  private static List<CompletableFuture<Resolution>> watched(Deadlines deadlines, int count) {
    return Stream.generate(() -> new CompletableFuture<Resolution>())
        .limit(count)
        .peek(deadlines::watch)
        .toList();
  }
}
