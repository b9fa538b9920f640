package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcTest {

  private static final String REST =
      " S 1 42 42 0 -1 4194304 90 80 7 6 1234 567 11 12 20 0 9 0 99 1000 200 18446744073709551615";

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "nginx: worker", "a) b", ")", "(", "a (b) c", "1 2 3 4) R 5"})
  void aProcessMayBeNamedAnything(String name) {
    assertThat(ProcessTimes.parse("42 (" + name + ")" + REST + "\n"))
        .isEqualTo(new ProcessTimes(1234, 567));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "42 nginx S 1", "42 (nginx) S 1 2 3 4 5 6 7 8 9 10 11"})
  void whatIsNoStatLineIsRefused(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessTimes.parse(line))
        .withMessageContaining(line);
  }

  @Test
  void theKernelsShareIsOfTheTimeInBetween() {
    ProcessTimes earlier = new ProcessTimes(100, 50);
    assertThat(new ProcessTimes(130, 60).systemShareSince(earlier)).isEqualTo(0.25);
    assertThat(earlier.systemShareSince(earlier)).isZero();
  }

  @Test
  void guestsAreNotCountedTwiceAmongTheMachinesTimes() {
    String stat = "cpu  100 1 50 800 4 3 2 40 1000 1000\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n";
    MachineTimes times = MachineTimes.parse(stat);
    assertThat(times).isEqualTo(new MachineTimes(1000, 40));
    assertThat(new MachineTimes(1200, 50).stolenShareSince(times)).isEqualTo(0.05);
    assertThat(times.stolenShareSince(times)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu 1 2 3", "intr 1 2 3 4 5 6 7 8 9 10 11"})
  void whatIsNotTheMachinesStatIsRefused(String stat) {
    assertThatIllegalArgumentException().isThrownBy(() -> MachineTimes.parse(stat));
  }

  /** The clock in nanoseconds and the coarse ticks of 10 ms tell of the same time. */
  @Test
  void theClockTellsWhatTheTicksTell() throws IOException {
    long self = ProcessHandle.current().pid();
    try (CpuClock clock = new ProcessClock(List.of(self));
        CpuClock twice = new ProcessClock(List.of(self, self))) {
      ProcessTimes ticks = ProcessTimes.of(List.of(self));
      double seconds = clock.nanos() / 1e9;
      assertThat(seconds)
          .isPositive()
          .isCloseTo((ticks.userTicks() + ticks.systemTicks()) / 100.0, within(0.5));
      assertThat(twice.nanos() / 1e9).isCloseTo(2 * seconds, within(0.5));
    }
  }

  @Test
  void theClockOfThreadsTellsTheirPart() throws InterruptedException {
    ProcessHandle self = ProcessHandle.current();
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch running = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().name("counted-7").start(() -> spin(running, done));
    // Before it runs, the system does not know its name.
    running.await();
    try (CpuClock clock = new ThreadClock(self.pid(), Pattern.compile("counted-\\d"));
        CpuClock all = new ProcessClock(List.of(self.pid()))) {
      long tenth = 100_000_000;
      while (clock.nanos() < tenth) {
        assertThat(thread.isAlive()).isTrue();
      }
      assertThat(all.nanos()).isGreaterThan(tenth);
    } finally {
      done.set(true);
    }
    assertThatExceptionOfType(MeasurementException.class)
        .isThrownBy(() -> new ThreadClock(self.pid(), Pattern.compile("nobody")));
  }

  private static void spin(CountDownLatch running, AtomicBoolean done) {
    running.countDown();
    while (!done.get()) {
      Thread.onSpinWait();
    }
  }
}
