package dev.carom.core.resolve;

import dev.carom.core.resolve.Resolution.Unavailable;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells those who have waited too long that there is no answer. All may wait equally long, so
 * whoever came first is the first to be told: a queue and one thread do, which sleeps until the
 * first one's time is over. That spares nearly all of what a timer for each of them costs ({@link
 * CompletableFuture#completeOnTimeout} took a fifth of the processor time of a miss). Usable by any
 * thread.
 */
final class Deadlines implements AutoCloseable {

  /** Who may wait at once. */
  private static final int CAPACITY = 1 << 16;

  private record Waiter(CompletableFuture<Resolution> answer, long deadlineNanos) {

    boolean isAnswered() {
      return answer.isDone();
    }

    void end(String reason) {
      answer.complete(new Unavailable(reason));
    }
  }

  private final long patienceNanos;
  private final BlockingQueue<Waiter> waiters = new ArrayBlockingQueue<>(CAPACITY);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("miss-deadlines").unstarted(this::run);

  private Deadlines(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  /**
   * @param patience how long each may wait
   */
  static Deadlines start(Duration patience) {
    Deadlines deadlines = new Deadlines(patience);
    deadlines.thread.start();
    return deadlines;
  }

  /** Completes an answer with {@link Unavailable} when its time is over, or if too many wait. */
  void watch(CompletableFuture<Resolution> answer) {
    Waiter waiter = new Waiter(answer, System.nanoTime() + patienceNanos);
    if (!waiters.offer(waiter) && !(forgetAnswered() && waiters.offer(waiter))) {
      waiter.end("too many wait for the stores");
    }
  }

  private boolean forgetAnswered() {
    return waiters.removeIf(Waiter::isAnswered);
  }

  private void run() {
    try {
      while (true) {
        Waiter first = waiters.take();
        if (!first.isAnswered()) {
          TimeUnit.NANOSECONDS.sleep(first.deadlineNanos - System.nanoTime());
          first.end("no answer from the stores in time");
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** Ends; whoever waits then is told by nobody. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
