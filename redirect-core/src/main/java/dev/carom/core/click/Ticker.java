package dev.carom.core.click;

import dev.carom.core.lifecycle.Background;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A background thread that does the same again and again, with pauses. It is never interrupted:
 * that would close the files that it is just writing or reading.
 */
final class Ticker implements AutoCloseable {

  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param task does a turn, must not throw, and returns how long to wait before the next
   */
  Ticker(String name, Supplier<Duration> task) {
    this.thread =
        Thread.ofPlatform().daemon().name(name).unstarted(() -> Background.run(() -> run(task)));
  }

  /** Begins with the first turn. */
  void start() {
    thread.start();
  }

  private void run(Supplier<Duration> task) {
    try {
      while (!stop.await(task.get().toNanos(), TimeUnit.NANOSECONDS)) {}
    } catch (InterruptedException _) {
      // By nobody who knows what it does.
    }
  }

  /** Whether a turn should come to its end. */
  boolean isStopping() {
    return stop.getCount() == 0;
  }

  /** Returns when the last turn has ended. */
  @Override
  public void close() {
    stop.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
