package dev.carom.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BackgroundTest {

  /** The kernel's word for it: proc(5), the 19th field, counted from the name's end on. */
  private static int nice() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aBackgroundThreadIsNicerThanOthers() throws Exception {
    int here = nice();
    CompletableFuture<Integer> nice = new CompletableFuture<>();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Background.start(
        "background",
        () -> {
          thread.complete(Thread.currentThread());
          nice.complete(nice());
        });
    assertThat(nice.get(10, TimeUnit.SECONDS)).isGreaterThan(here);
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thread.get().getName()).isEqualTo("background");
    assertThat(nice()).as("and this thread is as it was").isEqualTo(here);
  }
}
