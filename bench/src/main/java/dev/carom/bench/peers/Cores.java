package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which processor serves and which one asks: with one each they do not take turns.
 *
 * @param taskset the program that pins, or null if nothing is pinned
 * @param note what was done, for the result
 */
public record Cores(@Nullable String taskset, String note) {

  private static final String SERVER = "0";
  private static final String DRIVER = "1";
  private static final String CHRT = "chrt";
  private static final String IDLE = "--idle";
  private static final String NORMAL = "--other";

  public static Cores choose(Programs programs, int processors) {
    String taskset = programs.find("taskset");
    if (processors < 2) {
      return new Cores(null, "nothing pinned: there is one processor only");
    } else if (taskset == null) {
      return new Cores(null, "nothing pinned: " + Programs.missing("taskset", "util-linux"));
    }
    return new Cores(
        taskset, "servers on processor %s, driver on processor %s".formatted(SERVER, DRIVER));
  }

  /** Leaves all of this to the kernel. */
  public static Cores shared() {
    return new Cores(null, "nothing pinned: everything may run on every processor");
  }

  /**
   * Puts the store on the servers' processor, where it gets the time that they leave, until this is
   * closed. Beside the driver it would keep the driver from sending in time.
   */
  Lent lendToStore(long pid) {
    schedule(pid, IDLE, "19", SERVER);
    return () -> schedule(pid, NORMAL, "0", DRIVER);
  }

  /** What is taken back when it is closed. */
  interface Lent extends AutoCloseable {
    @Override
    void close();
  }

  /** How this is said of a run with latencies. */
  String noteWithLatency() {
    return taskset == null
        ? note
        : note
            + "; while latencies are measured, the store on processor %s, at the lowest priority"
                .formatted(SERVER);
  }

  private void schedule(long store, String policy, String nice, String core) {
    if (taskset != null) {
      // What the store starts from now on inherits both.
      ProcessHandle.of(store).stream()
          .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
          .map(process -> Long.toString(process.pid()))
          .forEach(pid -> {
            var _ = Programs.firstLine(List.of(taskset, "-a", "-p", "-c", core, pid));
            // Of the same package as taskset.
            var _ = Programs.firstLine(List.of(CHRT, policy, "-a", "-p", "0", pid));
            niceGroup(Path.of("/proc", pid, "autogroup"), nice);
          });
    }
  }

  /**
   * Sets what a session counts among sessions. Where the kernel groups them, priorities say nothing
   * beyond a group, and each of PostgreSQL's processes is a session of its own.
   */
  private static void niceGroup(Path autogroup, String nice) {
    try {
      if (Files.exists(autogroup)) {
        Files.writeString(autogroup, nice);
      }
    } catch (IOException _) {
      // Few but root may give priority back. What is then too slow is Carom, not who it is
      // compared with.
    }
  }

  /** The command for a server, with all its threads. */
  public List<String> forServer(List<String> command) {
    return pinned(SERVER, command);
  }

  /** The command for what asks the servers. */
  public List<String> forDriver(List<String> command) {
    return pinned(DRIVER, command);
  }

  /** Takes this process out of the servers' way. */
  public void moveAway() {
    if (taskset != null) {
      String pid = Long.toString(ProcessHandle.current().pid());
      var _ = Programs.firstLine(List.of(taskset, "-a", "-p", "-c", DRIVER, pid));
    }
  }

  private List<String> pinned(String core, List<String> command) {
    List<String> all = new ArrayList<>();
    if (taskset != null) {
      all.addAll(List.of(taskset, "-c", core));
    }
    all.addAll(command);
    return List.copyOf(all);
  }
}
