package dev.carom.core.limit;

import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.resolve.Breaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Buckets that processes share, and this process's own in their place while the shared ones cannot
 * be asked: then each process lets the whole rate pass. Nothing is thrown. Usable by any thread.
 */
public final class SharedRateLimits implements RateLimits {

  private final @Nullable RateLimits shared;
  private final LocalRateLimits local;
  private final Breaker breaker;
  private final Counter sharedDecisions;
  private final Counter localDecisions;
  private final FailureLog failures =
      new FailureLog(
          LoggerFactory.getLogger(SharedRateLimits.class),
          "Requests are counted by this process alone");

  /**
   * @param shared null where processes share nothing; closed with this
   */
  public SharedRateLimits(
      @Nullable RateLimits shared, LocalRateLimits local, MeterRegistry registry) {
    this.shared = shared;
    this.local = local;
    this.breaker = new Breaker("redis limits", registry);
    this.sharedDecisions = decisions(registry, "shared");
    this.localDecisions = decisions(registry, "local");
  }

  private static Counter decisions(MeterRegistry registry, String buckets) {
    return Counter.builder("carom.limit.decisions")
        .description("Requests that were counted by their client, by where its buckets were")
        .tag("buckets", buckets)
        .register(registry);
  }

  /** Whether there is anything to wait for. */
  public boolean isShared() {
    return shared != null;
  }

  /** Takes tokens from the shared buckets; blocks for as long as their store's deadlines allow. */
  @Override
  public Decision take(List<Bucket> buckets) {
    RateLimits store = shared;
    if (store == null) {
      return takeHere(buckets);
    }
    try {
      Decision decision = breaker.call(() -> store.take(buckets));
      sharedDecisions.increment();
      return decision;
    } catch (StoreException e) {
      failures.failed(e);
      return takeHere(buckets);
    }
  }

  /** Takes tokens from this process's own buckets, at once. */
  public Decision takeHere(List<Bucket> buckets) {
    localDecisions.increment();
    return local.take(buckets);
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
