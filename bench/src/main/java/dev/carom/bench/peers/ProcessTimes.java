package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The CPU time of processes by where it was spent, in the kernel's ticks of 10 ms: good for a
 * share, too coarse for a cost.
 */
record ProcessTimes(long userTicks, long systemTicks) {

  /** Fields of proc(5)'s {@code /proc/PID/stat}, counted from the one after the name. */
  private static final int USER_FIELD = 11;

  private static final int SYSTEM_FIELD = 12;

  /** Reads the times of processes and adds them up. */
  static ProcessTimes of(Collection<Long> pids) throws IOException {
    long user = 0;
    long system = 0;
    for (long pid : pids) {
      ProcessTimes times = parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
      user += times.userTicks;
      system += times.systemTicks;
    }
    return new ProcessTimes(user, system);
  }

  /**
   * Understands a line of {@code /proc/PID/stat}, in which the process's name stands in parentheses
   * and may hold anything, parentheses and spaces too.
   */
  static ProcessTimes parse(String line) {
    String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (line.lastIndexOf(')') < 0 || fields.length <= SYSTEM_FIELD) {
      throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
    }
    return new ProcessTimes(
        Long.parseLong(fields[USER_FIELD]), Long.parseLong(fields[SYSTEM_FIELD]));
  }

  /** How many ticks were used since then. */
  long ticksSince(ProcessTimes earlier) {
    return userTicks + systemTicks - earlier.userTicks - earlier.systemTicks;
  }

  /** The share of the time since then that was spent in the kernel. */
  double systemShareSince(ProcessTimes earlier) {
    long system = systemTicks - earlier.systemTicks;
    long all = system + userTicks - earlier.userTicks;
    return all == 0 ? 0 : (double) system / all;
  }
}
