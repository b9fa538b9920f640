package dev.carom.core.change;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of a {@link ChangeFeed}. */
final class FeedMetrics {

  private final Counter changes;
  private final Counter joins;
  private final Counter startsOver;
  private final Counter failures;
  private volatile long applied;
  private volatile long lag;
  private volatile long renewedAt = System.nanoTime();

  FeedMetrics(MeterRegistry registry, Lease lease) {
    changes = counter(registry, "carom.changes.applied", "Changes that the caches were told of");
    joins = counter(registry, "carom.lease.joins", "How often a lease was begun or begun anew");
    startsOver =
        counter(registry, "carom.caches.voided", "How often all cached links were dropped");
    failures = counter(registry, "carom.changes.failures", "How often reading changes failed");
    Gauge.builder("carom.changes.position", this, metrics -> metrics.applied)
        .description("The number of the last change that the caches were told of")
        .register(registry);
    Gauge.builder("carom.changes.lag", this, metrics -> metrics.lag)
        .description(
            "How far the position was behind the newest change's when changes were last read")
        .register(registry);
    Gauge.builder("carom.lease.age", this, metrics -> metrics.ageNanos() / 1e9)
        .description("How long ago the lease was renewed, or the process started if it never was")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("carom.lease.valid", lease, l -> l.isValid(System.nanoTime()) ? 1 : 0)
        .description("Whether cached links may be answered")
        .register(registry);
    Gauge.builder("carom.lease.lapsed", lease, l -> l.isCutOff(System.nanoTime()) ? 1 : 0)
        .description("Whether the server is cut off from PostgreSQL")
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private long ageNanos() {
    return System.nanoTime() - renewedAt;
  }

  void applied(long seq, long newest, int count) {
    applied = seq;
    lag = Math.max(0, newest - seq);
    changes.increment(count);
  }

  void joined() {
    joins.increment();
  }

  /** The lease holds again; counted from {@code sentAt}, as {@link System#nanoTime} tells it. */
  void renewed(long sentAt) {
    renewedAt = sentAt;
  }

  void startedOver() {
    startsOver.increment();
  }

  void broken() {
    failures.increment();
  }
}
