package dev.carom.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM of its own is signalled, and says by its output and status how it ended. */
final class ShutdownSignalIT {

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void signalledProcessClosesAndIsDone(String signal) throws Exception {
    Ended ended = signalled(signal, "closes");

    assertThat(ended).isEqualTo(new Ended(List.of("closed", "closed last"), 0));
  }

  @Test
  void processThatFailsToCloseHasFailed() throws Exception {
    Ended ended = signalled("TERM", "fails");

    assertThat(ended.status).isEqualTo(1);
    assertThat(ended.output)
        .anyMatch(line -> line.endsWith("Ended by a failure"))
        .contains("closed last");
  }

  @Test
  void processThatDoesNotCloseInTimeHasFailed() throws Exception {
    Ended ended = signalled("TERM", "hangs");

    assertThat(ended.status).isEqualTo(1);
    assertThat(ended.output)
        .singleElement()
        .asString()
        .endsWith("Not stopped within 300 ms; giving up");
  }

  @Test
  void processThatNeedsNoSignalEndsByItself() throws Exception {
    try (Child child = new Child("returns")) {
      assertThat(child.end()).isEqualTo(new Ended(List.of("closed last"), 0));
    }
  }

  private static Ended signalled(String signal, String manner) throws Exception {
    try (Child child = new Child(manner)) {
      assertThat(child.output.readLine()).isEqualTo("started");
      String id = Long.toString(child.process.pid());
      assertThat(new ProcessBuilder("kill", "-" + signal, id).inheritIO().start().waitFor())
          .isZero();
      return child.end();
    }
  }

  private record Ended(List<String> output, int status) {}

  private static final class Child implements AutoCloseable {

    final Process process;
    final BufferedReader output;

    Child(String manner) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  manner)
              .redirectErrorStream(true)
              .start();
      output = process.inputReader();
    }

    Ended end() throws InterruptedException {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return new Ended(output.lines().toList(), process.exitValue());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** The main of the signalled process. */
  static final class Main {

    public static void main(String[] args) {
      Duration deadline = Duration.ofMillis(args[0].equals("hangs") ? 300 : 10_000);
      System.exit(ShutdownSignal.run(deadline, signal -> run(args[0], signal)).status());
    }

    private static void run(String manner, ShutdownSignal signal) throws InterruptedException {
      try (ResourceStack stack = new ResourceStack()) {
        stack.add("last", () -> System.out.println("closed last"));
        if (manner.equals("returns")) {
          return;
        }
        stack.add("first", () -> close(manner));
        System.out.println("started");
        signal.await();
      }
    }

    private static void close(String manner) throws Exception {
      switch (manner) {
        case "fails" -> throw new IOException("stuck");
        case "hangs" -> Thread.sleep(Duration.ofMinutes(1));
        default -> System.out.println("closed");
      }
    }
  }
}
