package dev.carom.admin;

import dev.carom.admin.edge.EdgeObject;
import dev.carom.admin.edge.EdgePurger;
import dev.carom.admin.edge.PurgeException;
import dev.carom.core.change.Barrier;
import dev.carom.core.config.EdgeConfig;
import dev.carom.core.config.EdgeConfig.OnPurgeFailure;
import dev.carom.core.edge.EdgeLinks;
import dev.carom.core.edge.PurgeQueue;
import dev.carom.core.edge.PurgeQueue.Backlog;
import dev.carom.core.edge.PurgeQueue.Purge;
import dev.carom.core.link.Link;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the edge drop what was before a change, once every redirect server answers by the change.
 *
 * <pre>
 *   change ─► known everywhere ─► purged ─► what the edge had asked for before has come ─► purged again
 * </pre>
 *
 * <p>An answer that was on its way while the edge was purged is kept after that; it was asked for
 * before the first purge, so it is there when {@code edge.fetch-timeout} has passed, and the second
 * purge drops it. Whoever makes a change purges it; what they did not, because they ended or could
 * not, is purged by whichever process comes upon it in the queue. Usable by any thread.
 */
final class EdgePurges implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EdgePurges.class);

  /** How changes stand at the edge. */
  enum Settled {
    /** It had nothing of them. */
    NOT_THERE,
    /** It has dropped what was before. */
    PURGED,
    /** It may show for a while what was before. */
    PENDING
  }

  private static final int BATCH = 100;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
  private static final Duration STOP = Duration.ofSeconds(10);

  /** Some edges, as nginx does, reckon in whole ones. */
  private static final Duration WHOLE_SECONDS = Duration.ofSeconds(1);

  /** What a claim lasts beyond what purging takes. */
  private static final Duration MARGIN = Duration.ofSeconds(15);

  private final PurgeQueue queue;
  private final EdgeLinks links;
  private final EdgePurger purger;
  private final Barrier barrier;
  private final EdgeConfig config;
  private final DomainNames domains;
  private final Consumer<Duration> longWait;
  private final Counter purged;
  private final Counter failed;
  private final FailureLog failures = new FailureLog(LOG, "The edge could not be purged");
  private final FailureLog storeFailures =
      new FailureLog(LOG, "The queue of what is to be purged could not be read or written");
  private final Thread thread = Thread.ofVirtual().name("edge-purges").unstarted(this::run);
  private volatile Backlog backlog = new Backlog(0, Duration.ZERO);

  /**
   * @param longWait is told before somebody is made to wait for longer than requests may
   */
  private EdgePurges(
      PurgeQueue queue,
      EdgeLinks links,
      EdgePurger purger,
      Barrier barrier,
      EdgeConfig config,
      DomainNames domains,
      Consumer<Duration> longWait,
      MeterRegistry registry) {
    this.queue = queue;
    this.links = links;
    this.purger = purger;
    this.barrier = barrier;
    this.config = config;
    this.domains = domains;
    this.longWait = longWait;
    this.purged = counter("purged", registry);
    this.failed = counter("failed", registry);
    Gauge.builder("carom.edge.purges.waiting", () -> backlog.size())
        .description("Changes that the edge was not told of yet")
        .register(registry);
    Gauge.builder("carom.edge.purges.oldest", () -> backlog.oldest().toMillis() / 1e3)
        .description("For how long the first of them has waited")
        .baseUnit("seconds")
        .register(registry);
  }

  private static Counter counter(String outcome, MeterRegistry registry) {
    return Counter.builder("carom.edge.purges")
        .description("Times that links were purged at the edge, by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Begins to purge what nobody has purged in time. */
  static EdgePurges start(
      PurgeQueue queue,
      EdgeLinks links,
      EdgePurger purger,
      Barrier barrier,
      EdgeConfig config,
      DomainNames domains,
      Consumer<Duration> longWait,
      MeterRegistry registry) {
    EdgePurges purges =
        new EdgePurges(queue, links, purger, barrier, config, domains, longWait, registry);
    purges.thread.start();
    return purges;
  }

  /**
   * Returns when the edge shows nothing from before a change of links, or will not soon, as is
   * configured.
   *
   * @param changed as they are after the change, which every redirect server knows of
   * @throws StoreException if it cannot be told what the edge has
   */
  Settled settle(Collection<Link> changed) {
    List<Long> ids = maybeKept(changed);
    return ids.isEmpty() ? Settled.NOT_THERE : settlePurges(ids, config.onPurgeFailure());
  }

  /**
   * Does the same for many, without ever waiting until the edge has dropped them by itself; what
   * cannot be told is pending.
   */
  Settled settleSoon(Collection<Link> changed) {
    List<Long> ids = maybeKept(changed);
    try {
      return ids.isEmpty() ? Settled.NOT_THERE : settlePurges(ids, OnPurgeFailure.PENDING);
    } catch (StoreException e) {
      storeFailures.failed(e);
      return Settled.PENDING;
    }
  }

  private static List<Long> maybeKept(Collection<Link> links) {
    return links.stream().filter(link -> link.edge().mayHaveAnswers()).map(Link::id).toList();
  }

  /** Does the same for all links that the edge has, and that are stale for another reason. */
  Settled settleThose(Predicate<Link> areStale) {
    List<Long> stale = links.kept().stream().filter(areStale).map(Link::id).toList();
    if (stale.isEmpty()) {
      return Settled.NOT_THERE;
    }
    queue.add(stale);
    return settlePurges(stale, config.onPurgeFailure());
  }

  /** Does the same for whatever is to be purged just now. */
  Settled settleAll() {
    return settlePurges(links.kept().stream().map(Link::id).toList(), config.onPurgeFailure());
  }

  private Settled settlePurges(List<Long> changed, OnPurgeFailure onFailure) {
    List<Purge> purges = queue.of(changed);
    if (purges.isEmpty()) {
      return Settled.NOT_THERE;
    }
    try {
      if (purge(purges)) {
        return Settled.PURGED;
      }
      if (onFailure == OnPurgeFailure.PENDING) {
        return Settled.PENDING;
      }
      waitOut(purges);
      return Settled.PURGED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Settled.PENDING;
    }
  }

  /** Returns whether that could be done; else it stays in the queue. */
  private boolean purge(List<Purge> purges) throws InterruptedException {
    List<Long> ids = purges.stream().map(Purge::id).toList();
    List<EdgeObject> objects = purges.stream().map(this::object).distinct().toList();
    long fetchedNanos = System.nanoTime() + config.fetchTimeout().toNanos();
    try {
      purger.purge(objects);
      Thread.sleep(Duration.ofNanos(Math.max(0, fetchedNanos - System.nanoTime())));
      purger.purge(objects);
    } catch (PurgeException e) {
      failed.increment();
      failures.failed(e);
      note(() -> queue.failed(ids, String.valueOf(e.getMessage())));
      return false;
    }
    purged.increment();
    note(() -> queue.purged(ids));
    return true;
  }

  /** What is done is done; if that cannot be noted, it is done once more. */
  private void note(Runnable note) {
    try {
      note.run();
    } catch (StoreException e) {
      storeFailures.failed(e);
    }
  }

  private EdgeObject object(Purge purge) {
    Link link = purge.link();
    return new EdgeObject(
        purge.key().value(), domains.host(link.domain()), link.code().value(), purge.foldsCase());
  }

  /**
   * Waits until the edge has dropped by itself what it had, or somebody has purged it after all.
   */
  private void waitOut(List<Purge> purges) throws InterruptedException {
    Duration longest =
        purges.stream()
            .map(Purge::life)
            .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    Duration wait = longest.plus(config.fetchTimeout()).plus(WHOLE_SECONDS);
    longWait.accept(wait);
    List<Long> waitedFor = purges.stream().map(Purge::id).toList();
    List<Long> changed = purges.stream().map(purge -> purge.link().id()).toList();
    long deadline = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_AGAIN);
      try {
        if (queue.of(changed).stream().noneMatch(purge -> waitedFor.contains(purge.id()))) {
          return;
        }
      } catch (StoreException e) {
        storeFailures.failed(e);
      }
    }
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void look() throws InterruptedException {
    try {
      Duration claim =
          MARGIN.plus(config.fetchTimeout()).plus(config.purgeTimeout().multipliedBy(2));
      List<Purge> purges = queue.claim(claim, BATCH);
      if (!purges.isEmpty()) {
        long lastChange =
            purges.stream().mapToLong(purge -> purge.link().version()).max().orElseThrow();
        if (barrier.await(lastChange).complete()) {
          boolean _ = purge(purges);
        }
      }
      backlog = queue.backlog();
    } catch (StoreException e) {
      storeFailures.failed(e);
    } catch (RuntimeException e) {
      storeFailures.unexpected(e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(STOP);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    purger.close();
  }
}
