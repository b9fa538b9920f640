package dev.carom.bench.storm;

import dev.carom.bench.peers.ResidentMemory;
import java.io.IOException;
import java.time.Duration;

/** Looks several times a second at how much memory a process has in RAM. Thread-safe. */
final class MemoryWatch implements AutoCloseable {

  /**
   * What was in RAM, in bytes.
   *
   * @param most at any time
   */
  record Memory(long start, long most, long end) {

    long growth() {
      return most - start;
    }
  }

  private static final Duration EVERY = Duration.ofMillis(100);

  private final long pid;
  private final long start;
  private final Thread thread = Thread.ofPlatform().name("memory").unstarted(this::look);
  private volatile long most;
  private volatile long last;

  private MemoryWatch(long pid, long start) {
    this.pid = pid;
    this.start = start;
    this.most = start;
    this.last = start;
  }

  static MemoryWatch start(long pid) throws IOException {
    MemoryWatch watch = new MemoryWatch(pid, ResidentMemory.bytes(pid));
    watch.thread.start();
    return watch;
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        last = ResidentMemory.bytes(pid);
        most = Math.max(most, last);
      }
    } catch (InterruptedException | IOException _) {
      // It is told to end, or the process has ended.
    }
  }

  Memory soFar() {
    return new Memory(start, most, last);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
