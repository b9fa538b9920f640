package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

  @TempDir private Path folder;

  private Child shell(String script) throws IOException {
    return Child.start("the shell", List.of("/bin/sh", "-c", script), folder.resolve("log"));
  }

  @Test
  void closingEndsAProcessWithAllThatItHasStarted() throws IOException {
    List<Long> pids;
    try (Child child = shell("sleep 600 & sleep 600 & wait")) {
      await().atMost(Duration.ofSeconds(10)).until(() -> child.pids().size() == 3);
      pids = child.pids();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> pids.stream().map(ProcessHandle::of).allMatch(Optional::isEmpty));
  }

  @Test
  void whatAFailedProcessSaidIsTold() throws IOException {
    try (Child child = shell("echo out; echo err >&2; exit 3")) {
      assertThatExceptionOfType(MeasurementException.class)
          .isThrownBy(() -> child.awaitSuccess(Duration.ofSeconds(10)))
          .withMessage("the shell ended with status 3\nout\nerr");
    }
  }

  @Test
  void aProcessThatTakesTooLongIsAFailure() throws IOException {
    try (Child child = shell("sleep 600")) {
      assertThatExceptionOfType(MeasurementException.class)
          .isThrownBy(() -> child.awaitSuccess(Duration.ofMillis(10)));
      assertThat(child.isAlive()).isTrue();
    }
  }

  @Test
  void aProcessThatIsAskedAnswersLineByLine() throws Exception {
    try (Child child =
        Child.startToAsk(
            "cat", List.of("/bin/sh", "-c", "echo err >&2; exec cat"), folder.resolve("log"))) {
      assertThat(child.ask("one", Duration.ofSeconds(10))).isEqualTo("one");
      assertThat(child.ask("two", Duration.ofSeconds(10))).isEqualTo("two");
    }
  }

  @Test
  void aProcessThatEndsOrIsSilentWhenAskedIsAFailure() throws Exception {
    try (Child child =
        Child.startToAsk("the shell", List.of("/bin/sh", "-c", "read x"), folder.resolve("log"))) {
      assertThatExceptionOfType(MeasurementException.class)
          .isThrownBy(() -> child.ask("go", Duration.ofSeconds(10)))
          .withMessageContaining("ended instead of answering");
    }
    try (Child child =
        Child.startToAsk("sleep", List.of("/bin/sleep", "600"), folder.resolve("log"))) {
      assertThatExceptionOfType(MeasurementException.class)
          .isThrownBy(() -> child.ask("go", Duration.ofMillis(20)))
          .withMessageContaining("has not answered");
    }
  }
}
