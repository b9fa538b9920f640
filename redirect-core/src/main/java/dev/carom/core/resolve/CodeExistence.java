package dev.carom.core.resolve;

import dev.carom.core.change.Change;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.resolve.LinkSource.Wanted;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Tells most codes that nobody minted, without asking for them one by one.
 *
 * <p>A code that somebody chose is in a filter, which the feed of changes keeps up to date; one
 * that it does not hold does not exist, as long as the feed is up to date. Any other code stands
 * for an id. One beyond the greatest that is known may have been minted a moment ago on another
 * machine, which no change tells, so the greatest is asked for again: once at a time, for all who
 * wait. Usable by any thread.
 */
final class CodeExistence implements AutoCloseable {

  /**
   * How long it may take from drawing an id to the end of the transaction that drew it: PostgreSQL
   * ends a transaction of ours after 30 s.
   */
  private static final long SETTLED_NANOS = Duration.ofSeconds(40).toNanos();

  /**
   * Further than ids get while the feed is up to date: a start of PostgreSQL passes over a hundred
   * and one million at most, and nobody mints as many within a lease. Or they begin anew where the
   * codes are longer.
   */
  private static final long REACH = 1L << 28;

  private final LinkSource source;
  private final ToLongFunction<ShortCode> ids;
  private final Breaker breaker;
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(CodeExistence.class), "Codes cannot be told apart");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Every id up to this was given out when it was read. */
  private volatile long lastId;

  /** Null until all codes that somebody chose are in it. */
  private volatile @Nullable CodeFilter chosen;

  /** The filter that is being filled; guarded by this, as what follows. */
  private @Nullable CodeFilter filling;

  private long added;
  private boolean refreshing;
  private @Nullable CompletableFuture<Long> next;
  private long settledId;
  private long sampledId;
  private long sampledAt;

  /**
   * @param ids returns a code's id, or {@link Wanted#NO_ID}
   */
  CodeExistence(LinkSource source, ToLongFunction<ShortCode> ids, Breaker breaker) {
    this.source = source;
    this.ids = ids;
    this.breaker = breaker;
  }

  /** Tells which id a code is; it takes some microseconds. */
  Wanted wanted(ShortCode code) {
    return new Wanted(code, ids.applyAsLong(code));
  }

  /** Whether nobody has chosen a code, if the feed is up to date. */
  boolean isNotChosen(ShortCode code) {
    CodeFilter filter = chosen;
    return filter != null && !filter.mayHold(code);
  }

  /** Whether an id is beyond what is known to be given out. */
  boolean isBeyond(long id) {
    return id > lastId;
  }

  /**
   * Whether an id is so far beyond what is known to be given out that it cannot have been since, if
   * the feed is up to date. Most random codes that are an id's are one of these.
   */
  boolean isOutOfReach(long id) {
    long last = lastId;
    return last > 0 && id - Math.max(last, CodeGenerator.firstAlike(id)) > REACH;
  }

  /** Whether a link with this id that is not there now never will be. */
  synchronized boolean isSettled(long id) {
    return id <= settledId;
  }

  /**
   * Asks for the greatest id anew, by a query that begins from now on. The future fails with a
   * {@link StoreException} if the store cannot tell.
   */
  synchronized CompletableFuture<Long> refresh() {
    if (next == null) {
      next = new CompletableFuture<>();
      if (!refreshing) {
        refreshing = true;
        threads.execute(this::refreshAll);
      }
    }
    return next;
  }

  private void refreshAll() {
    CompletableFuture<Long> asked = takeNext();
    while (asked != null) {
      try {
        long read = breaker.call(source::lastId);
        reach(read);
        asked.complete(read);
      } catch (RuntimeException | Error e) {
        asked.completeExceptionally(e);
      }
      asked = takeNext();
    }
  }

  private synchronized @Nullable CompletableFuture<Long> takeNext() {
    CompletableFuture<Long> taken = next;
    next = null;
    refreshing = taken != null;
    return taken;
  }

  private synchronized void reach(long id) {
    lastId = Math.max(lastId, id);
  }

  /** Every id that was given out is at most this one. */
  synchronized void idsReach(long id) {
    reach(id);
    long now = System.nanoTime();
    if (sampledId == 0) {
      sampledId = id;
      sampledAt = now;
    } else if (now - sampledAt >= SETTLED_NANOS) {
      settledId = sampledId;
      sampledId = id;
      sampledAt = now;
    }
  }

  /** Nothing that was known is known any more. */
  synchronized void startOver() {
    lastId = 0;
    settledId = 0;
    sampledId = 0;
    chosen = null;
    fill(added);
  }

  synchronized void apply(List<Change> changes) {
    for (Change change : changes) {
      if (change.custom()) {
        add(change.code());
      }
    }
  }

  private synchronized void add(ShortCode code) {
    CodeFilter now = chosen;
    if (now != null) {
      now.add(code);
    }
    if (filling != null) {
      filling.add(code);
    }
    added++;
    if (now != null && filling == null && added > now.capacity()) {
      fill(2 * added);
    }
  }

  /** Begins a filter, which from now on hears of changes, and then reads what was there before. */
  private synchronized void fill(long expected) {
    CodeFilter filter = new CodeFilter(expected);
    filling = filter;
    threads.execute(() -> fill(filter));
  }

  private void fill(CodeFilter filter) {
    try {
      long[] count = {0};
      source.customCodes(code -> {
        filter.add(code);
        count[0]++;
      });
      filled(filter, count[0]);
    } catch (StoreException e) {
      failures.failed(e);
      again(filter);
    }
  }

  private synchronized void filled(CodeFilter filter, long count) {
    if (filling != filter) {
      return;
    }
    added = count;
    if (count > filter.capacity()) {
      fill(2 * count);
    } else {
      chosen = filter;
      filling = null;
    }
  }

  private void again(CodeFilter filter) {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException _) {
      return;
    }
    synchronized (this) {
      if (filling == filter) {
        fill(added);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
