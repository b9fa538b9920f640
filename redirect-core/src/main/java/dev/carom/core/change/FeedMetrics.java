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

  FeedMetrics(MeterRegistry registry, Lease lease) {
    changes = counter(registry, "carom.changes.applied", "Changes that the caches were told of");
    joins = counter(registry, "carom.lease.joins", "How often a lease was begun or begun anew");
    startsOver =
        counter(registry, "carom.caches.voided", "How often all cached links were dropped");
    failures = counter(registry, "carom.changes.failures", "How often reading changes failed");
    Gauge.builder("carom.changes.position", this, metrics -> metrics.applied)
        .description("The number of the last change that the caches were told of")
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

  void applied(long seq, int count) {
    applied = seq;
    changes.increment(count);
  }

  void joined() {
    joins.increment();
  }

  void startedOver() {
    startsOver.increment();
  }

  void broken() {
    failures.increment();
  }
}
