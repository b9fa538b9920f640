package dev.carom.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** What Java itself cannot send to a process. */
final class Signals {

  private Signals() {}

  /** Stops a process wherever it is; its connections stay open. */
  static void pause(long pid) throws IOException, InterruptedException {
    send("STOP", pid);
  }

  /** Lets a stopped process go on. */
  static void resume(long pid) throws IOException, InterruptedException {
    send("CONT", pid);
  }

  private static void send(String signal, long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -s %s %d".formatted(signal, pid))
            .redirectErrorStream(true)
            .start();
    if (kill.waitFor() != 0) {
      String reason = new String(kill.getInputStream().readAllBytes(), UTF_8);
      throw new IOException("cannot send SIG%s to %d: %s".formatted(signal, pid, reason));
    }
  }
}
