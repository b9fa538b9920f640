package dev.carom.bench.peers;

import java.util.ArrayList;
import java.util.List;
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
