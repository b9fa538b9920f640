package dev.carom.core.change;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Whether this process was running all the time, and not paused. A timeout that ran out while it
 * was paused proves nothing about the other side.
 */
final class RunningTime implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(20);

  /** More than a busy machine keeps a thread from running, less than any timeout of ours. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Thread thread = Thread.ofPlatform().daemon().name("ticker").unstarted(this::tick);
  private volatile long tickedAt = System.nanoTime();
  private volatile long pausedAt = tickedAt - Long.MAX_VALUE / 4;

  private RunningTime() {}

  static RunningTime start() {
    RunningTime running = new RunningTime();
    running.thread.start();
    return running;
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(TICK);
        long now = System.nanoTime();
        if (now - tickedAt > PAUSE_NANOS) {
          pausedAt = now;
        }
        tickedAt = now;
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** Whether no pause ended between two moments, nor has just ended unnoticed. */
  boolean wasRunningSince(long since, long now) {
    return now - tickedAt <= PAUSE_NANOS && pausedAt - since < 0;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
