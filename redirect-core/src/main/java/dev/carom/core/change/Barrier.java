package dev.carom.core.change;

import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.LoggerFactory;

/**
 * Waits until no redirect server can answer by anything older than a change.
 *
 * <p>One thread looks at all leases, seldom while nobody waits and often while somebody does. A
 * server whose lease is renewed is waited for until it has applied the change. One whose lease was
 * not seen to be renewed for as long as a lease lasts, and a margin for clocks that run unequally,
 * has none any more by its own clock: its lease is revoked, so that it has to join anew.
 *
 * <p>Leases that were given by a server that was since started anew may be missing from what it
 * knows. So after a new epoch, and after this was opened, everybody waits for as long as such a
 * lease could last. Usable by any thread.
 */
public final class Barrier implements AutoCloseable {

  /**
   * How long leases last and how long to wait.
   *
   * @param lease as redirect servers are configured
   * @param margin after which a lease that stands still is over whatever clock it is measured by
   * @param patience for how long a change is waited for
   */
  public record Timing(Duration lease, Duration margin, Duration patience) {

    private long standstillNanos() {
      return lease.plus(margin).toNanos();
    }
  }

  /** A lease as it was seen last. */
  private record Seen(LeaseBook.Entry entry, long sinceNanos) {}

  private static final long IDLE_MILLIS = 250;
  private static final long BUSY_MILLIS = 2;

  private final LeaseBook book;
  private final Timing timing;
  private final Timer waited;
  private final Counter lapsed;
  private final Counter incomplete;
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(Barrier.class), "Leases cannot be read");
  private final Thread thread = Thread.ofVirtual().name("barrier").unstarted(this::watch);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition looked = lock.newCondition();
  private final Condition wanted = lock.newCondition();

  /** Guarded by the lock, as what follows. */
  private Map<UUID, Seen> leases = Map.of();

  /** How many looks have begun, and the last that has ended. */
  private long looksBegun;

  private long lastLook;
  private long revocations;
  private int waiters;

  private long epoch = -1;
  private long clearAt;

  private Barrier(LeaseBook book, Timing timing, MeterRegistry registry) {
    this.book = book;
    this.timing = timing;
    this.waited =
        Timer.builder("carom.propagation")
            .description("From the commit of a change until every server knew of it")
            .publishPercentileHistogram()
            .register(registry);
    this.lapsed =
        Counter.builder("carom.propagation.lapsed")
            .description("Leases of redirect servers that were revoked since nobody renewed them")
            .register(registry);
    this.incomplete =
        Counter.builder("carom.propagation.incomplete")
            .description("Changes that were not waited for to the end")
            .register(registry);
  }

  /** Opens a barrier; the store needs not be reachable. */
  public static Barrier open(LeaseBook book, Timing timing, MeterRegistry registry) {
    Barrier barrier = new Barrier(book, timing, registry);
    barrier.thread.start();
    return barrier;
  }

  /** Waits for a change that is committed, for as long as the timing allows. */
  public Propagation await(long seq) {
    long start = System.nanoTime();
    lock.lock();
    try {
      long revokedBefore = revocations;
      long firstLook = looksBegun + 1;
      waiters++;
      wanted.signal();
      long left = timing.patience.toNanos();
      try {
        while (!isComplete(seq, firstLook) && left > 0) {
          left = looked.awaitNanos(left);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        waiters--;
      }
      boolean complete = isComplete(seq, firstLook);
      long nanos = System.nanoTime() - start;
      if (complete) {
        waited.record(nanos, TimeUnit.NANOSECONDS);
      } else {
        incomplete.increment();
      }
      return new Propagation(
          countOf(seq),
          (int) (revocations - revokedBefore),
          TimeUnit.NANOSECONDS.toMillis(nanos),
          complete);
    } finally {
      lock.unlock();
    }
  }

  /** A look that began before the commit may have missed a lease that the change was missed by. */
  private boolean isComplete(long seq, long firstLook) {
    return lastLook >= firstLook
        && System.nanoTime() - clearAt >= 0
        && countOf(seq) == leases.size();
  }

  private int countOf(long seq) {
    return (int) leases.values().stream().filter(seen -> seen.entry.applied() >= seq).count();
  }

  private void watch() {
    try {
      while (true) {
        look();
        if (isWaitedFor()) {
          Thread.sleep(BUSY_MILLIS);
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** Returns whether anybody waits, at once if so, and else after a while. */
  private boolean isWaitedFor() throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
      while (waiters == 0 && left > 0) {
        left = wanted.awaitNanos(left);
      }
      return waiters > 0;
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    long number = begin();
    try {
      LeaseBook.Page page = book.read();
      long now = System.nanoTime();
      Map<UUID, Seen> seen = new HashMap<>();
      for (LeaseBook.Entry entry : page.entries()) {
        Seen before = leases.get(entry.server());
        Seen current =
            before != null && isSameRenewal(before, entry) ? before : new Seen(entry, now);
        if (now - current.sinceNanos < timing.standstillNanos() || !revoke(current.entry)) {
          seen.put(entry.server(), current);
        }
      }
      ended(number, page.epoch(), now, seen);
    } catch (StoreException e) {
      failures.failed(e);
    } catch (RuntimeException e) {
      // A defect of ours; without this thread no edit would ever return again.
      failures.unexpected(e);
    }
  }

  private static boolean isSameRenewal(Seen before, LeaseBook.Entry entry) {
    return before.entry.renewals() == entry.renewals();
  }

  private boolean revoke(LeaseBook.Entry entry) {
    if (!book.revoke(entry)) {
      return false;
    }
    lapsed.increment();
    lock.lock();
    try {
      revocations++;
    } finally {
      lock.unlock();
    }
    return true;
  }

  private long begin() {
    lock.lock();
    try {
      return ++looksBegun;
    } finally {
      lock.unlock();
    }
  }

  private void ended(long number, long pageEpoch, long now, Map<UUID, Seen> seen) {
    lock.lock();
    try {
      if (pageEpoch != epoch) {
        epoch = pageEpoch;
        clearAt = now + timing.standstillNanos();
      }
      leases = seen;
      lastLook = number;
      looked.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whoever still waits is told that it is not complete when its patience is over. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
