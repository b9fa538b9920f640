package dev.carom.admin;

import dev.carom.admin.Popularity.Rate;
import dev.carom.core.access.Actor;
import dev.carom.core.access.Workspace;
import dev.carom.core.config.EdgeConfig;
import dev.carom.core.edge.EdgeLinks;
import dev.carom.core.edge.EdgeLinks.Candidate;
import dev.carom.core.edge.EdgeLinks.Clicks;
import dev.carom.core.link.EdgeWish;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Decides which links the edge may keep, and for how long, by the clicks that were counted: those
 * that servers have shipped, and those that the edge's logs tell of, so that a link which the edge
 * answers for is as popular as before. Each process looks at all clicks by itself, and all come to
 * the same decisions, which are made once. Where there is no edge that could be purged, no link is
 * to be kept.
 */
final class EdgePolicy implements AutoCloseable {

  /** Whom the audit log names for what is decided. */
  private static final String NAME = "edge policy";

  private static final Duration STOP = Duration.ofSeconds(10);

  private final EdgeLinks links;
  private final EdgeRule rule;
  private final boolean isOn;
  private final Duration interval;
  private final Popularity popularity = new Popularity();
  private final Actor actor = new Actor(NAME, null, Workspace.FIRST);
  private final FailureLog failures =
      new FailureLog(
          LoggerFactory.getLogger(EdgePolicy.class), "What the edge may keep could not be decided");
  private final Thread thread = Thread.ofVirtual().name("edge-policy").unstarted(this::run);

  private @Nullable Long place;
  private long lookedNanos;
  private volatile int kept;

  private EdgePolicy(EdgeLinks links, EdgeConfig config, MeterRegistry registry) {
    this.links = links;
    this.rule = EdgeRule.of(config);
    this.isOn = config.purger() != EdgeConfig.Kind.NONE;
    this.interval = config.interval();
    Gauge.builder("carom.edge.links", () -> kept)
        .description("Links that the edge may keep")
        .register(registry);
  }

  /** Begins to decide. */
  static EdgePolicy start(EdgeLinks links, EdgeConfig config, MeterRegistry registry) {
    EdgePolicy policy = new EdgePolicy(links, config, registry);
    policy.thread.start();
    return policy;
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(interval);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void look() {
    try {
      if (isOn) {
        count();
      }
      decide(links.candidates());
    } catch (StoreException e) {
      failures.failed(e);
    } catch (RuntimeException e) {
      failures.unexpected(e);
    }
  }

  private void count() {
    Clicks clicks = links.clicks(place);
    long now = System.nanoTime();
    if (place != null) {
      popularity.add(clicks.byLink(), Duration.ofNanos(now - lookedNanos));
    }
    place = clicks.place();
    lookedNanos = now;
  }

  private void decide(List<Candidate> candidates) {
    Map<Long, @Nullable Integer> decisions = new HashMap<>();
    Set<Long> known = new HashSet<>();
    int remaining = 0;
    for (Candidate candidate : candidates) {
      known.add(candidate.id());
      Integer seconds = isOn ? decide(candidate.id(), candidate.wish(), candidate.seconds()) : null;
      if (!Objects.equals(seconds, candidate.seconds())) {
        decisions.put(candidate.id(), seconds);
      }
      remaining += seconds == null ? 0 : 1;
    }
    for (long link : popularity.links()) {
      Integer seconds = known.contains(link) ? null : decide(link, EdgeWish.AUTO, null);
      if (seconds != null) {
        decisions.put(link, seconds);
      }
    }
    actor.call(() -> {
      links.decide(decisions);
      return decisions;
    });
    kept = remaining;
  }

  private @Nullable Integer decide(long link, EdgeWish wish, @Nullable Integer seconds) {
    Rate rate = popularity.rate(link);
    return rule.seconds(wish, seconds, rate, popularity.isSettled());
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(STOP);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
