package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of this machine, told apart by its start time (in clock ticks since boot) from a later
 * one that was given the same number.
 */
record Pid(long number, long startTicks) {
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

  /** The process that has this number now, unless there is none or it is a zombie. */
  static Optional<Pid> of(long number) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(number), "stat"));
    } catch (IOException _) {
      return Optional.empty();
    }
    // The program's name stands in parentheses and may hold blanks and parentheses of its own.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    String state = fields[STATE];
    return state.equals("Z") || state.equals("X")
        ? Optional.empty()
        : Optional.of(new Pid(number, Long.parseLong(fields[START_TICKS])));
  }

  boolean isAlive() {
    return of(number).filter(this::equals).isPresent();
  }

  static boolean anyAlive(Collection<Pid> processes) {
    return processes.stream().anyMatch(Pid::isAlive);
  }

  /** The living ones of these processes and all their descendants, parents first. */
  static List<Pid> trees(Collection<Pid> roots) {
    List<Pid> all = new ArrayList<>();
    for (Pid root : roots) {
      if (root.isAlive()) {
        Stream<Long> descendants =
            ProcessHandle.of(root.number).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid);
        all.add(root);
        descendants.flatMap(pid -> of(pid).stream()).forEach(all::add);
      }
    }
    return all;
  }
}
