package dev.carom.core.change;

import dev.carom.core.change.ChangeLog.Batch;
import dev.carom.core.change.ChangeLog.Server;
import dev.carom.core.change.ChangeLog.Session;
import dev.carom.core.link.Domain;
import dev.carom.core.link.MisfitException;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.safety.Blocklist;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Reads the changes, tells the caches, and keeps the lease.
 *
 * <pre>
 *   connecting ──► joining: lease committed, then everything read ──► following ─┐
 *       ▲                        ▲              │ revoked                        │ a batch at a time
 *       │ broken                 └──────────────┴────────────────────────────────┤
 *       └────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>The order of things is what coherence rests on. A batch is applied before the lease that came
 * with it is extended; the lease counts from before the renewal was sent; and a server that joins
 * reads the changes by a statement after the one that committed its lease, so that whoever changes
 * something either finds the lease or is found. The blocklist and the domains are read after the
 * change of them was, and so are at least as new. One thread does it all; {@link #close} ends it.
 */
public final class ChangeFeed implements AutoCloseable {

  /**
   * How the feed is run.
   *
   * @param poll after which time without a notification it looks for changes nevertheless
   * @param lease for how long a renewal holds, from when it was sent
   * @param prune how often superfluous changes are deleted
   */
  public record Timing(Duration poll, Duration lease, Duration prune) {}

  private static final long RETRY_MILLIS = 100;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private final ChangeLog log;
  private final Server server;
  private final Caches caches;
  private final Lease lease;
  private final Timing timing;
  private final FeedMetrics metrics;
  private final RunningTime running = RunningTime.start();
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(ChangeFeed.class), "Changes cannot be read");
  private final Thread thread = Thread.ofPlatform().name("change-feed").unstarted(this::run);

  private volatile boolean closing;
  private volatile @Nullable String trouble = "the changes have not been read yet";

  /** The epoch that the caches are of, and the change up to which they are up to date. */
  private long epoch = -1;

  private long applied;
  private long prunedAt = System.nanoTime();

  private ChangeFeed(
      ChangeLog log,
      Server server,
      Caches caches,
      Lease lease,
      Timing timing,
      MeterRegistry registry) {
    this.log = log;
    this.server = server;
    this.caches = caches;
    this.lease = lease;
    this.timing = timing;
    this.metrics = new FeedMetrics(registry, lease);
  }

  /** Starts to read; the lease becomes valid as soon as everything is read. */
  public static ChangeFeed start(
      ChangeLog log,
      Server server,
      Caches caches,
      Lease lease,
      Timing timing,
      MeterRegistry registry) {
    ChangeFeed feed = new ChangeFeed(log, server, caches, lease, timing, registry);
    feed.thread.start();
    return feed;
  }

  /** Returns why changes cannot be read now, or null if they can. */
  public @Nullable String trouble() {
    return trouble;
  }

  private void run() {
    while (!closing) {
      long attemptedAt = System.nanoTime();
      boolean joined = false;
      try (Session session = log.open()) {
        join(session);
        joined = true;
        trouble = null;
        follow(session);
        session.leave(server);
      } catch (StoreException e) {
        trouble = "changes cannot be read: " + e.getMessage();
        if (!closing) {
          failures.failed(e);
          broken(joined, e instanceof MisfitException, attemptedAt);
        }
      } catch (RuntimeException | Error e) {
        // A defect of ours; without a feed the server would never answer from its caches again.
        trouble = "changes cannot be read: " + e;
        failures.unexpected(e);
        pause();
      }
    }
    lease.end();
  }

  private void broken(boolean joined, boolean reached, long attemptedAt) {
    metrics.broken();
    long now = System.nanoTime();
    if (!joined && !reached && running.wasRunningSince(attemptedAt, now)) {
      lease.cutOffAt(now);
    }
    if (!joined) {
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void join(Session session) {
    do {
      session.join(server, applied);
      metrics.joined();
    } while (!catchUp(session));
  }

  /** Returns whether the lease held until everything was read. */
  private boolean catchUp(Session session) {
    Progress progress = Progress.MORE;
    while (progress == Progress.MORE) {
      progress = pollOnce(session);
    }
    return progress == Progress.CAUGHT_UP;
  }

  private void follow(Session session) {
    while (!closing) {
      switch (pollOnce(session)) {
        case REVOKED -> join(session);
        case MORE -> {}
        case CAUGHT_UP -> {
          prune(session);
          session.awaitChanges(timing.poll);
        }
      }
    }
  }

  private enum Progress {
    /** There is more to read, or something was read that has to be reported. */
    MORE,
    CAUGHT_UP,
    REVOKED
  }

  private Progress pollOnce(Session session) {
    long sentAt = System.nanoTime();
    Batch batch = session.poll(server, applied);
    long before = applied;
    if (batch.epoch() != epoch || applied < batch.pruned()) {
      startOver(session, batch);
      return batch.renewed() ? Progress.MORE : Progress.REVOKED;
    }
    caches.idsReach(batch.lastId());
    caches.apply(batch.changes());
    if (batch.settings()) {
      caches.block(session.blocklist());
      caches.host(session.domains());
    }
    applied = batch.readTo();
    metrics.applied(applied, batch.newest(), batch.changes().size());
    if (!batch.renewed()) {
      lease.end();
      return Progress.REVOKED;
    }
    if (batch.hasMore()) {
      return Progress.MORE;
    }
    lease.extendTo(sentAt + timing.lease.toNanos());
    metrics.renewed(sentAt);
    return applied == before ? Progress.CAUGHT_UP : Progress.MORE;
  }

  /** What the caches hold may be of another epoch, or from before a change that is pruned. */
  private void startOver(Session session, Batch batch) {
    lease.end();
    Blocklist blocklist = session.blocklist();
    List<Domain> domains = session.domains();
    long horizon = Math.max(batch.pruned(), batch.epoch());
    caches.startOver(horizon);
    caches.block(blocklist);
    caches.host(domains);
    metrics.startedOver();
    epoch = batch.epoch();
    applied = horizon;
  }

  private void prune(Session session) {
    long now = System.nanoTime();
    if (now - prunedAt >= timing.prune.toNanos()) {
      prunedAt = now;
      session.prune();
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(timing.poll.plus(CLOSE_PATIENCE))) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    running.close();
  }
}
