package dev.carom.core.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.resolve.Resolution.Known;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of a {@link LinkResolver}: readings by tier and outcome, with their times. */
final class ResolverMetrics {

  private static final Logger logger = LoggerFactory.getLogger(LinkResolver.class);

  private final MeterRegistry registry;
  private final Readings l2;
  private final Readings replicas;
  private final Readings store;
  private final Counter refusedLoads;

  ResolverMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.l2 = new Readings(registry, "redis");
    this.replicas = new Readings(registry, "replica");
    this.store = new Readings(registry, "postgres");
    this.refusedLoads =
        Counter.builder("carom.loads.refused")
            .description("Loads that were not started because too many were running")
            .register(registry);
  }

  /** Publishes L1's hits, misses and evictions; they are counted by the cache itself. */
  void watchL1(Cache<?, ?> l1) {
    CaffeineCacheMetrics.monitor(registry, l1, "l1");
  }

  Readings l2() {
    return l2;
  }

  Readings replicas() {
    return replicas;
  }

  Readings store() {
    return store;
  }

  void loadRefused() {
    refusedLoads.increment();
  }

  /** Readings from one tier behind L1. */
  static final class Readings {

    private final Timer found;
    private final Timer absent;
    private final Timer failed;
    private final FailureLog failures;

    private Readings(MeterRegistry registry, String tier) {
      this.found = timer(registry, tier, "found");
      this.absent = timer(registry, tier, "absent");
      this.failed = timer(registry, tier, "failed");
      this.failures = new FailureLog(logger, "Reading a link from " + tier + " failed");
    }

    private static Timer timer(MeterRegistry registry, String tier, String outcome) {
      return Timer.builder("carom.reads")
          .description("Readings of links behind the in-process cache")
          .tag("tier", tier)
          .tag("outcome", outcome)
          .publishPercentileHistogram()
          .register(registry);
    }

    void answered(@Nullable Known known, long startNanos) {
      Timer timer = known instanceof Resolution.Found ? found : absent;
      timer.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    }

    void failed(Throwable cause, long startNanos) {
      failed.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
      failures.failed(cause);
    }
  }
}
