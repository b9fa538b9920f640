package dev.carom.bench.storm;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Those who come at a constant rate, each a virtual thread. Thread-safe. */
final class Procession implements AutoCloseable {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final int perSecond;
  private final Runnable visit;
  private final ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread pacer;

  /**
   * @param perSecond 0: nobody comes
   * @param visit what each of them does, and fails never
   */
  Procession(String name, int perSecond, Runnable visit) {
    this.perSecond = perSecond;
    this.visit = visit;
    this.pacer = Thread.ofPlatform().name(name).unstarted(this::come);
  }

  void start() {
    if (perSecond > 0) {
      pacer.start();
    }
  }

  private void come() {
    long start = System.nanoTime();
    long gap = SECOND.toNanos() / perSecond;
    try {
      for (long due = start; !Thread.interrupted(); due += gap) {
        long left = due - System.nanoTime();
        if (left > 0) {
          Thread.sleep(Duration.ofNanos(left));
        }
        visitors.execute(visit);
      }
    } catch (InterruptedException _) {
      // It is told to end.
    }
  }

  /** Lets nobody come any more, and waits for those who are there. */
  @Override
  public void close() {
    pacer.interrupt();
    try {
      pacer.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    visitors.close();
  }
}
