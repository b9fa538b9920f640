package dev.carom.admin;

import dev.carom.admin.TargetChecker.CheckerException;
import dev.carom.core.access.Actor;
import dev.carom.core.config.SafetyConfig;
import dev.carom.core.link.LinkStore.Minted.TargetRefused;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.Versions;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.safety.SweepStore;
import dev.carom.core.safety.SweepStore.Candidate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes over all links again and again, so slowly that nobody notices, asks the checker where they
 * lead, and blocks those that it refuses. One process sweeps at a time; another goes on where it
 * ended. A link that is changed meanwhile is left to those who changed it, and to the next round.
 */
final class LinkSweep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LinkSweep.class);

  /** Longer than it takes to look at one part, and then to begin the next. */
  private static final Duration CLAIM = Duration.ofMinutes(5);

  private static final Duration RETRY = Duration.ofSeconds(10);

  /** Whom the audit log names for what is blocked. */
  private static final String NAME = "link sweep";

  private final UUID sweeper = UUID.randomUUID();
  private final SweepStore store;
  private final TargetChecker checker;
  private final LinkService service;
  private final int part;
  private final int linksPerSecond;
  private final Duration pause;
  private final FailureLog failures = new FailureLog(LOG, "Links could not be checked");
  private final Thread thread = Thread.ofVirtual().name("link-sweep").unstarted(this::run);

  private LinkSweep(
      SweepStore store, TargetChecker checker, LinkService service, SafetyConfig config) {
    this.store = store;
    this.checker = checker;
    this.service = service;
    // A part takes a minute at most, and so much less than a claim.
    this.part = Math.min(config.checkerBatch(), 60 * config.sweepRate());
    this.linksPerSecond = config.sweepRate();
    this.pause = config.sweepPause();
  }

  /** Begins to sweep, at a rate that is not 0. */
  static LinkSweep start(
      SweepStore store, TargetChecker checker, LinkService service, SafetyConfig config) {
    LinkSweep sweep = new LinkSweep(store, checker, service, config);
    sweep.thread.start();
    return sweep;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(step());
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** Looks at a part of the links, and returns how long to wait before the next. */
  private Duration step() {
    try {
      List<Candidate> links = store.next(sweeper, CLAIM, part);
      if (links == null) {
        return RETRY;
      }
      check(links);
      boolean last = links.size() < part;
      if (last) {
        store.ended(sweeper, pause);
        return pause;
      }
      store.arrived(sweeper, links.getLast().id());
      return Duration.ofSeconds(links.size()).dividedBy(linksPerSecond);
    } catch (CheckerException | StoreException e) {
      failures.failed(e);
    } catch (RuntimeException e) {
      failures.unexpected(e);
    }
    return RETRY;
  }

  private void check(List<Candidate> links) {
    Targets targets = new Targets();
    links.forEach(link -> targets.add(link.target(), link.whenExpired()));
    List<@Nullable TargetRefused> refusals = targets.refusals(checker::refusals);
    for (int i = 0; i < links.size(); i++) {
      TargetRefused refusal = refusals.get(i);
      if (refusal != null) {
        block(links.get(i), refusal.reason());
      }
    }
  }

  private void block(Candidate link, String reason) {
    Actor actor = new Actor(NAME, null, link.workspace());
    Versions only = new Versions(Set.of(link.version()));
    try {
      var _ = actor.call(() -> service.block(link.id(), reason, only));
      LOG.info("The link {} is blocked, for the checker refuses it: {}", link.id(), reason);
    } catch (ProblemException e) {
      LOG.info("The link {} is refused by the checker: {}", link.id(), e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(RETRY);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
