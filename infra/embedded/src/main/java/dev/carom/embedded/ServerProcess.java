package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A running server that this JVM has started: its process, its log and its pid file. */
final class ServerProcess {
  private final String title;
  private final Process process;
  private final Pid pid;
  private final Path pidFile;
  private final LogFile log;

  private ServerProcess(String title, Process process, Pid pid, Path pidFile, LogFile log) {
    this.title = title;
    this.process = process;
    this.pid = pid;
    this.pidFile = pidFile;
    this.log = log;
  }

  /** Starts the command in the server's data folder, in a session of its own. */
  static ServerProcess spawn(String title, Home home, List<String> command) throws IOException {
    LogFile log = LogFile.open(home.log());
    Process process =
        Programs.builder(Programs.inOwnSession(command), home.data())
            .redirectErrorStream(true)
            .redirectOutput(log.redirect())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    Pid pid =
        Pid.of(process.pid())
            .orElseThrow(
                () -> new EmbeddedServerException(title + " ended at once:\n" + log.tail()));
    Files.writeString(home.pid(), pid.number() + "\n");
    return new ServerProcess(title, process, pid, home.pid(), log);
  }

  Pid pid() {
    return pid;
  }

  boolean isAlive() {
    return pid.isAlive();
  }

  /** Sends a signal to the server and all its children. */
  void signalAll(Signal signal) {
    signal.send(List.of(pid));
    signal.send(Pid.trees(List.of(pid)));
  }

  /** Blocks until the server takes requests; ends it if it does not in time. */
  void awaitReady(Duration limit, BooleanSupplier ready) throws IOException {
    boolean[] isReady = new boolean[1];
    Poll.until(limit, () -> (isReady[0] = ready.getAsBoolean()) || !isAlive());
    if (isReady[0]) {
      return;
    }
    String reason =
        isAlive()
            ? title + " was not ready within " + limit.toSeconds() + " s"
            : title + " ended with exit code " + Programs.exitCode(process);
    end(Shutdown.KILL);
    throw new EmbeddedServerException(reason + "; its log " + log.path() + " says:\n" + log.tail());
  }

  /** Blocks until the server and its children have ended. */
  void end(Shutdown shutdown) throws IOException {
    shutdown.end(List.of(pid));
    Files.deleteIfExists(pidFile);
  }
}
