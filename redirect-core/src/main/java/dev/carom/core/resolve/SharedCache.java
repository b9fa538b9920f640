package dev.carom.core.resolve;

import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.resolve.Resolution.Known;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * L2 as it is used: passed over while it is broken, hung or has enough to do. Nothing is thrown.
 * Usable by any thread.
 */
final class SharedCache {

  private final LinkCache cache;
  private final Breaker breaker;
  private final ResolverMetrics.Readings metrics;
  private final Semaphore permits;

  /**
   * @param calls how many run at once
   */
  SharedCache(LinkCache cache, Breaker breaker, ResolverMetrics.Readings metrics, int calls) {
    this.cache = cache;
    this.breaker = breaker;
    this.metrics = metrics;
    this.permits = new Semaphore(calls);
  }

  /** Whether asking it is worth a thread. */
  boolean isUsable() {
    return cache.isThere() && permits.availablePermits() > 0;
  }

  /** Returns what is cached, or null. Blocks for as long as the cache's deadlines allow. */
  @Nullable Known get(ShortCode code) {
    if (!permits.tryAcquire()) {
      return null;
    }
    long startNanos = System.nanoTime();
    try {
      Known known = breaker.<@Nullable Known>call(() -> cache.get(code));
      metrics.answered(known, startNanos);
      return known;
    } catch (RuntimeException e) {
      metrics.failed(e, startNanos);
      return null;
    } finally {
      permits.release();
    }
  }

  /** Caches a reading, unless a newer one is there, or it cannot be done now. */
  void put(ShortCode code, Known reading) {
    if (!permits.tryAcquire()) {
      return;
    }
    try {
      breaker.call(() -> {
        cache.putIfNewer(code, reading);
        return true;
      });
    } catch (StoreException _) {
      // The reading that found it broken, or the next, has said so.
    } finally {
      permits.release();
    }
  }
}
