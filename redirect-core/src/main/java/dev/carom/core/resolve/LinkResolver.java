package dev.carom.core.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.resolve.Resolution.Unavailable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Resolves short codes through the in-process cache (L1), then the shared cache (L2), then the
 * store.
 *
 * <pre>
 *   getIfCached ── L1 ──► hit                          never blocks
 *   resolve ────── L1 ──► hit
 *                   │ miss: one load per code, whoever waits for it
 *                   └──► virtual thread: L2 ─ miss or broken ─► store ─► L1, waiters, L2
 * </pre>
 *
 * <p>A waiter gets {@link Unavailable} at its deadline, whatever its load is doing; the load goes
 * on, bounded by the stores' own deadlines, and fills the caches. At most {@link Limits#maxLoads}
 * loads run at once, and what would be one more is answered {@code Unavailable} at once, so that a
 * hung store cannot pile up work. Usable by any thread.
 */
public final class LinkResolver implements AutoCloseable {

  /**
   * What an L1 entry weighs beside its target's characters, in bytes: the cache's node, the key and
   * its bytes, the resolution and the target's object headers, with compressed references.
   */
  private static final int ENTRY_OVERHEAD_BYTES = 200;

  /**
   * Bounds of a resolver.
   *
   * @param cacheBytes how much L1 may hold, in bytes of heap, roughly
   * @param cacheTtl for how long L1 may answer from one reading
   * @param missTimeout after how long a waiter is told {@code Unavailable}
   * @param maxLoads how many loads may run at once
   */
  public record Limits(long cacheBytes, Duration cacheTtl, Duration missTimeout, int maxLoads) {}

  private final Cache<CodeKey, Known> l1;
  private final LinkCache l2;
  private final LinkSource source;
  private final ResolverMetrics metrics;
  private final InstantSource clock;
  private final long missTimeoutNanos;

  private final ConcurrentMap<ShortCode, CompletableFuture<Resolution>> loads =
      new ConcurrentHashMap<>();
  private final Semaphore loadPermits;
  private final ExecutorService loaders =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("link-load-", 0).factory());

  /**
   * @param l2 the shared cache; its owner closes it
   * @param clock tells when links expire
   * @param ticker tells when L1 entries are too old
   */
  public LinkResolver(
      Limits limits,
      LinkCache l2,
      LinkSource source,
      MeterRegistry registry,
      InstantSource clock,
      Ticker ticker) {
    this.l2 = l2;
    this.source = source;
    this.metrics = new ResolverMetrics(registry);
    this.clock = clock;
    this.missTimeoutNanos = limits.missTimeout().toNanos();
    this.loadPermits = new Semaphore(limits.maxLoads());
    this.l1 =
        Caffeine.newBuilder()
            .maximumWeight(limits.cacheBytes())
            .weigher(LinkResolver::weightInBytes)
            .expireAfterWrite(limits.cacheTtl())
            .ticker(ticker)
            .recordStats()
            .build();
    metrics.watchL1(l1);
  }

  /**
   * Returns what L1 knows of a code, or null. On the hot path: never blocks, does no I/O, allocates
   * nothing unless the link has just expired.
   *
   * @param key may be a view; it is not kept
   */
  public @Nullable Known getIfCached(CodeKey key) {
    return current(l1.getIfPresent(key));
  }

  /** Returns what L1 knows of a code, or null. */
  public @Nullable Known getIfCached(ShortCode code) {
    return getIfCached(CodeKey.of(code));
  }

  /** Reads the clock for links that have an expiry alone. */
  private @Nullable Known current(@Nullable Known known) {
    return known instanceof Found found && found.expiresAtMillis() != Found.NEVER
        ? found.at(clock.millis())
        : known;
  }

  /**
   * Resolves a code. Never blocks; the future completes on a thread of the resolver, and never
   * exceptionally. What L1 has learned since it was asked is used, and not counted a second time.
   */
  public CompletableFuture<Resolution> resolve(ShortCode code) {
    Known cached = current(l1.policy().getIfPresentQuietly(CodeKey.of(code)));
    if (cached != null) {
      return CompletableFuture.completedFuture(cached);
    }
    CompletableFuture<Resolution> created = new CompletableFuture<>();
    CompletableFuture<Resolution> running = loads.putIfAbsent(code, created);
    CompletableFuture<Resolution> load = running != null ? running : start(code, created);
    return load.copy()
        .completeOnTimeout(
            new Unavailable("no answer from the stores in time"),
            missTimeoutNanos,
            TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<Resolution> start(ShortCode code, CompletableFuture<Resolution> load) {
    if (!loadPermits.tryAcquire()) {
      metrics.loadRefused();
      end(code, load, new Unavailable("too many loads are running"));
      return load;
    }
    loaders.execute(() -> {
      try {
        run(code, load);
      } finally {
        // After an unforeseen error too, nobody waits for this load, and the next may begin.
        end(code, load, new Unavailable("the load failed"));
        loadPermits.release();
      }
    });
    return load;
  }

  private void run(ShortCode code, CompletableFuture<Resolution> load) {
    Known fromL2 = readL2(code);
    Known known = fromL2 != null ? fromL2 : readStore(code);
    Resolution answer;
    if (known == null) {
      answer = new Unavailable("PostgreSQL cannot be read");
    } else {
      // In L1 before it leaves the map of loads, and never over a newer reading of another load.
      Known newest = known;
      l1.asMap()
          .merge(
              CodeKey.of(code), newest, (old, loaded) -> old.asOf() > loaded.asOf() ? old : loaded);
      answer = known.at(clock.millis());
    }
    end(code, load, answer);
    if (known != null && fromL2 == null) {
      writeL2(code, known);
    }
  }

  private void end(ShortCode code, CompletableFuture<Resolution> load, Resolution answer) {
    loads.remove(code, load);
    load.complete(answer);
  }

  private @Nullable Known readL2(ShortCode code) {
    long startNanos = System.nanoTime();
    try {
      Known known = l2.get(code);
      metrics.l2().answered(known, startNanos);
      return known;
    } catch (RuntimeException e) {
      metrics.l2().failed(e, startNanos);
      return null;
    }
  }

  /**
   * Returns null if the store cannot tell. Whatever it throws, those who wait for the load must
   * learn that it ended.
   */
  private @Nullable Known readStore(ShortCode code) {
    long startNanos = System.nanoTime();
    try {
      Known known = source.read(code);
      metrics.store().answered(known, startNanos);
      return known;
    } catch (RuntimeException e) {
      metrics.store().failed(e, startNanos);
      return null;
    }
  }

  private void writeL2(ShortCode code, Known known) {
    try {
      l2.putIfNewer(code, known);
    } catch (StoreException _) {
      // The reading that found it broken, or the next, has said so.
    }
  }

  private static int weightInBytes(CodeKey key, Known known) {
    int target =
        switch (known) {
          case Found found -> found.target().length();
          case Missing _, Gone _ -> 0;
        };
    return ENTRY_OVERHEAD_BYTES + target;
  }

  /** Waits for running loads, which the stores' deadlines bound, and ends. */
  @Override
  public void close() {
    loaders.close();
  }
}
