package dev.carom.core.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Logs one kind of failure at most once a second, with the number of those that were left out since
 * the last line. Usable by any thread.
 */
public final class FailureLog {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Logger logger;
  private final String what;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final LongAdder leftOut = new LongAdder();

  /**
   * @param what what failed, as a line of the log begins
   */
  public FailureLog(Logger logger, String what) {
    this.logger = logger;
    this.what = what;
  }

  /** Notes a failure that the outside world caused: its message is logged, its stack is not. */
  public void failed(Throwable cause) {
    failed(rootMessage(cause));
  }

  /** Notes a failure that needs no cause. */
  public void failed(String message) {
    log(Level.WARN, message, null);
  }

  /** Notes a failure that must not be, with its stack, for whoever mends it. */
  public void unexpected(Throwable cause) {
    log(Level.ERROR, cause.toString(), cause);
  }

  private void log(Level level, String message, @Nullable Throwable stack) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
      leftOut.increment();
      return;
    }
    long others = leftOut.sumThenReset();
    String more = others == 0 ? "" : " (and " + others + " more)";
    logger.atLevel(level).setCause(stack).log("{}: {}{}", what, message, more);
  }

  /** Returns what was tried, and why it failed in the end. */
  public static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return cause.getCause() == null ? cause.toString() : cause.getMessage() + ": " + root;
  }
}
