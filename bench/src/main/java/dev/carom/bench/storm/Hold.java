package dev.carom.bench.storm;

import dev.carom.bench.peers.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What holds a process to a quarter of a processor, until it is closed. */
sealed interface Hold extends AutoCloseable {

  /** How the process is held, for the result. */
  String how();

  @Override
  void close() throws IOException;

  /** Holds a process by the means that there are; {@link Stage#resources} lets go of it. */
  static Hold quarter(Stage stage, long pid) throws IOException {
    Path parent = Path.of("/sys/fs/cgroup/cpu");
    Path group = parent.resolve("carom-bench-" + ProcessHandle.current().pid());
    try {
      if (Files.exists(parent.resolve("cpu.cfs_quota_us"))) {
        return stage.resources().add(Quota.set(parent, group, pid));
      }
    } catch (IOException e) {
      stage.out().println("The kernel holds nothing to a quota here: " + e);
    }
    return stage.resources().add(Pauses.start(stage, pid));
  }

  /**
   * A quota of the kernel's: 25 ms of each 100 ms, in a group of version 1 of the interface.
   *
   * @param parent the group that the process comes from and goes back to
   */
  record Quota(Path parent, Path group, long pid) implements Hold {

    static Quota set(Path parent, Path group, long pid) throws IOException {
      Files.createDirectory(group);
      Quota quota = new Quota(parent, group, pid);
      try {
        Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
        Files.writeString(group.resolve("cpu.cfs_quota_us"), "25000");
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
        return quota;
      } catch (IOException e) {
        quota.close();
        throw e;
      }
    }

    @Override
    public String how() {
      return "a quota of 25 ms in 100 ms (control group)";
    }

    @Override
    public void close() throws IOException {
      if (ProcessHandle.of(pid).isPresent()) {
        Files.writeString(parent.resolve("cgroup.procs"), Long.toString(pid));
      }
      Files.deleteIfExists(group);
    }
  }

  /**
   * Signals that stop the process for 75 ms of each 100 ms.
   *
   * @param shell sends them
   */
  record Pauses(Child shell, long pid) implements Hold {

    static Pauses start(Stage stage, long pid) throws IOException {
      String loop =
          "while kill -STOP %1$d; do sleep 0.075; kill -CONT %1$d; sleep 0.025; done"
              .formatted(pid);
      List<String> command = List.of("sh", "-c", loop);
      return new Pauses(stage.start("pauses", stage.cores().forDriver(command)), pid);
    }

    @Override
    public String how() {
      return "stopped for 75 ms in 100 ms (SIGSTOP)";
    }

    @Override
    public void close() throws IOException {
      shell.close();
      int _ = awaitEnd(new ProcessBuilder("kill", "-CONT", Long.toString(pid)).start());
    }

    private static int awaitEnd(Process process) throws IOException {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while a process was to go on", e);
      }
    }
  }
}
