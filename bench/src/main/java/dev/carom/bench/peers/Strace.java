package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the system calls by which all threads of a process read and write. Those that threads wait
 * by (futex, epoll_wait) are not counted, for they tell how busy the machine is, nor those that a
 * connection takes to begin and to end.
 */
final class Strace implements AutoCloseable {

  private static final String PROGRAM = "strace";
  private static final String TRACED =
      "trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg";
  private static final Duration ATTACH_LIMIT = Duration.ofSeconds(20);

  private final Child child;
  private final Path summary;
  private final Path log;

  private Strace(Child child, Path summary, Path log) {
    this.child = child;
    this.summary = summary;
    this.log = log;
  }

  /** Says why it cannot count, before it is tried, or returns null. */
  static @Nullable String missing(Programs programs) {
    return programs.find(PROGRAM) == null ? Programs.missing(PROGRAM, PROGRAM) : null;
  }

  /** Starts to attach itself to a process. */
  static Strace start(long pid, Surroundings surroundings) throws IOException {
    Path summary = surroundings.folder().resolve("strace.txt");
    Path log = surroundings.folder().resolve("strace.log");
    Files.deleteIfExists(summary);
    String program = surroundings.programs().require(PROGRAM);
    List<String> command =
        List.of(
            program, "-c", "-f", "-e", TRACED, "-o", summary.toString(), "-p", Long.toString(pid));
    return new Strace(
        surroundings.resources().add(Child.start(PROGRAM, command, log)), summary, log);
  }

  /** Waits until it counts, and returns null; or returns why it may not. */
  @Nullable String awaitAttached() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ATTACH_LIMIT.toNanos();
    while (!Files.readString(log).contains("attached")) {
      if (!child.isAlive()) {
        return Files.readString(log).strip().lines().findFirst().orElse("it ended");
      } else if (System.nanoTime() > deadline) {
        throw child.failed("does not attach itself");
      }
      Thread.sleep(10);
    }
    return null;
  }

  /** Stops counting and returns how many calls there were. */
  long stop() throws IOException {
    close();
    return calls(Files.readAllLines(summary));
  }

  /** Understands the table of {@code strace -c}, in which the fourth column counts. */
  static long calls(List<String> table) {
    List<String[]> rows =
        table.stream()
            .map(line -> line.strip().split(" +", -1))
            .filter(words -> words.length >= 5 && words[3].matches("\\d+"))
            .toList();
    if (rows.isEmpty()) {
      throw new MeasurementException("strace: has counted nothing: " + table);
    }
    return rows.stream()
        .filter(words -> !words[words.length - 1].equals("total"))
        .mapToLong(words -> Long.parseLong(words[3]))
        .sum();
  }

  @Override
  public void close() {
    child.close();
  }
}
