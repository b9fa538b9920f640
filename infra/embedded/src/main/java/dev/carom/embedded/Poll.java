package dev.carom.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a process or a file, for which the operating system offers no event. */
final class Poll {
  private static final long STEP_MILLIS = 10;

  private Poll() {}

  /**
   * Blocks until {@code done} or until {@code limit} has passed, and returns whether it was done.
   * An interrupt does not shorten the wait (a server half stopped helps nobody) and is kept for the
   * caller.
   */
  static boolean until(Duration limit, BooleanSupplier done) {
    long startNanos = System.nanoTime();
    boolean interrupted = false;
    try {
      while (!done.getAsBoolean()) {
        if (System.nanoTime() - startNanos >= limit.toNanos()) {
          return false;
        }
        try {
          Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
