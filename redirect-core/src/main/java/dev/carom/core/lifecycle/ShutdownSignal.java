package dev.carom.core.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a main thread that the process is asked to stop, by SIGTERM, SIGINT or {@link #request}.
 *
 * <p>The JVM answers a signal by running its shutdown hooks and would end as soon as they return,
 * with a status that says "killed". The hook here therefore waits until the main thread has closed
 * everything, or until a deadline, and then halts the JVM with the status that is due. Halting cuts
 * other hooks off: what must be closed belongs on the main thread's {@link ResourceStack}.
 */
public final class ShutdownSignal {

  private static final Logger log = LoggerFactory.getLogger(ShutdownSignal.class);

  /** What a main thread does between its configuration and its exit. */
  @FunctionalInterface
  public interface Body {

    /** Starts, {@linkplain ShutdownSignal#await awaits the signal}, and closes. */
    void run(ShutdownSignal signal) throws Exception;
  }

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile ExitCode exitCode = ExitCode.FAILED;

  private ShutdownSignal() {}

  /**
   * Runs a body, logs its failure, and says how the process should end; the caller exits with that.
   *
   * @param deadline how long the body may take to end after a signal before the JVM halts as failed
   */
  public static ExitCode run(Duration deadline, Body body) {
    ShutdownSignal signal = new ShutdownSignal();
    Thread hook = new Thread(() -> signal.onShutdown(deadline), "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      body.run(signal);
      signal.exitCode = ExitCode.DONE;
    } catch (StartException e) {
      log.error("{}", e.getMessage());
    } catch (Throwable e) {
      log.error("Ended by a failure", e);
    } finally {
      signal.ended.countDown();
      remove(hook);
    }
    return signal.exitCode;
  }

  /** Waits until the process is asked to stop. */
  public void await() throws InterruptedException {
    requested.await();
  }

  /** Asks the process to stop, as a signal from outside does. */
  public void request() {
    requested.countDown();
  }

  private void onShutdown(Duration deadline) {
    request();
    try {
      if (!ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        log.error("Not stopped within {} ms; giving up", deadline.toMillis());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode.status());
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is shutting down: the hook ends it.
    }
  }
}
