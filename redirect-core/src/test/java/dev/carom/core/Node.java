package dev.carom.core;

import dev.carom.core.change.ChangeFeed;
import dev.carom.core.change.ChangeLog;
import dev.carom.core.change.Lease;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.Resolution;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A redirect server, but for what it says to followers. */
record Node(LinkResolver resolver, Lease lease, SimpleMeterRegistry registry) {

  private static final ChangeFeed.Timing FEED =
      new ChangeFeed.Timing(Duration.ofMillis(500), Lease.LENGTH, Duration.ofMinutes(1));

  /**
   * Starts a server without Redis, which answers when this returns.
   *
   * @param resources ends it
   */
  static Node start(Stores stores, Lease.OnPartition onPartition, ResourceStack resources) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Lease lease = new Lease(onPartition, Duration.ofMillis(250));
    LinkResolver resolver =
        resources.add(
            new LinkResolver(
                new LinkResolver.Limits(1 << 20, Duration.ofSeconds(10), 100, 4, 4, 8),
                LinkCache.none(),
                stores.source(),
                stores.replicas(),
                code -> stores.codes().decode(code.value()),
                lease,
                registry,
                InstantSource.system()));
    resources.add(
        ChangeFeed.start(
            stores.changes(),
            new ChangeLog.Server(UUID.randomUUID(), "test"),
            resolver,
            lease,
            FEED,
            registry));
    Awaitility.await().until(resolver::isCoherent);
    return new Node(resolver, lease, registry);
  }

  /** What a follower gets: from L1, if that may be answered from. */
  Resolution follow(ShortCode code) {
    Resolution cached = resolver.isCoherent() ? resolver.getIfCached(CodeKey.of(code)) : null;
    return cached != null ? cached : resolver.resolve(code).join();
  }

  boolean holds(ShortCode code) {
    return resolver.getIfCached(CodeKey.of(code)) != null;
  }

  double counter(String name) {
    return registry.get(name).counter().count();
  }

  double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  /** How many readings a tier behind L1 has answered, whatever it said. */
  long reads(String tier) {
    return registry.get("carom.reads").tag("tier", tier).timers().stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }
}
