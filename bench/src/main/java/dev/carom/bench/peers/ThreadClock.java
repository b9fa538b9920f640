package dev.carom.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The CPU time of some threads of another process, which must live as long as this: what Linux says
 * in {@code /proc/PID/task/TID/schedstat}, to the nanosecond.
 */
final class ThreadClock implements CpuClock {

  private final List<Path> times;

  /** A clock that adds up what the threads use that have such names, of at most 15 characters. */
  ThreadClock(long pid, Pattern names) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      times =
          threads
              .filter(thread -> names.matcher(name(thread)).matches())
              .map(thread -> thread.resolve("schedstat"))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (times.isEmpty()) {
      throw new MeasurementException("a server has no thread of the name " + names);
    }
  }

  /** Other threads may end meanwhile, and have no name then. */
  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException _) {
      return "";
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new MeasurementException("a thread's CPU time cannot be read: " + e);
    }
  }

  @Override
  public long nanos() {
    return times.stream().mapToLong(time -> nanos(read(time))).sum();
  }

  /** The first of its numbers is the time on a processor. */
  private static long nanos(String schedstat) {
    return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
  }

  @Override
  public void close() {
    // Nothing is open between two readings.
  }
}
