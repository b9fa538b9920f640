package dev.carom.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShutdownSignalTest {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Test
  void bodyThatReturnsIsDone() {
    List<String> steps = new ArrayList<>();

    ExitCode code =
        ShutdownSignal.run(
            DEADLINE,
            signal -> {
              Thread.ofVirtual().start(signal::request);
              signal.await();
              steps.add("stopped");
            });

    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(steps).containsExactly("stopped");
  }

  @Test
  void bodyThatThrowsHasFailed() {
    ExitCode code =
        ShutdownSignal.run(
            DEADLINE,
            signal -> {
              throw new IllegalStateException("a failure that the test wants");
            });

    assertThat(code).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void codesAreWhatScriptsRelyOn() {
    assertThat(ExitCode.DONE.status()).isZero();
    assertThat(ExitCode.FAILED.status()).isEqualTo(1);
    assertThat(ExitCode.USAGE.status()).isEqualTo(2);
  }
}
