package dev.carom.admin;

import dev.carom.admin.EdgePurges.Settled;
import dev.carom.core.change.Barrier;
import dev.carom.core.change.Propagation;
import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkFilter;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.link.Versions;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.safety.BlocklistStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What can be done with links. When a method that changes something returns, the change is in the
 * store, and no redirect server can answer by anything older.
 *
 * <p>Every method blocks, and throws {@link StoreException} if the store cannot be asked. Usable by
 * any thread.
 */
final class LinkService {

  private final LinkStore store;
  private final LinkCache cache;
  private final Barrier barrier;
  private final EdgePurges edge;
  private final TargetPolicy policy;
  private final SingleMints mints;
  private final FailureLog cacheFailures =
      new FailureLog(LoggerFactory.getLogger(LinkService.class), "Telling the cache failed");

  /** A link as it is after a change, how far the change has come, and how it stands at the edge. */
  record Changed(Link link, Propagation propagation, Settled edge) {}

  /**
   * @param edge has the edge drop what is changed
   * @param policy says where links may lead
   */
  LinkService(
      LinkStore store, LinkCache cache, Barrier barrier, EdgePurges edge, TargetPolicy policy) {
    this.store = store;
    this.cache = cache;
    this.barrier = barrier;
    this.edge = edge;
    this.policy = policy;
    this.mints = new SingleMints(store);
  }

  /**
   * Mints one link, or finds one that will do.
   *
   * @throws ProblemException if it is there, and that is not known everywhere
   */
  Minted mint(NewLink link) {
    Minted.TargetRefused refusal = refusal(link.target(), link.expiredTarget());
    if (refusal != null) {
      return refusal;
    }
    Minted minted = mints.mint(link);
    PendingChanges pending = new PendingChanges();
    pending.add(minted);
    if (!pending.areEverywhere(barrier)) {
      throw new ProblemException(Problem.notEverywhere());
    }
    if (minted instanceof Minted.Found(Link found)) {
      Settled _ = edge.settle(List.of(found));
    }
    return minted;
  }

  /**
   * Does some things at once, each as if those before it were done already, and returns what became
   * of them in their order. Failures are outcomes too.
   */
  List<LinkOperation.Outcome> run(List<LinkOperation> operations) {
    return new OperationBatch(store, barrier, edge, policy, this::share, operations).run();
  }

  /**
   * Does some things as {@link #run} does, each at once with the note that it is done.
   *
   * @param lines those that the operations are for, in their order
   */
  List<LinkOperation.Outcome> run(
      List<LinkOperation> operations, IdempotentBatch batch, List<Long> lines) {
    return new OperationBatch(store, barrier, edge, policy, this::share, operations)
        .notedIn(batch, lines)
        .run();
  }

  /** Returns a link, deleted or not, or null if it was never minted. */
  @Nullable Link find(long id) {
    return store.find(id);
  }

  /** Returns links by their ids, deleted or not. */
  Map<Long, Link> find(List<Long> ids) {
    Map<Long, Link> links = new HashMap<>();
    for (Link link : store.find(ids, List.of())) {
      links.put(link.id(), link);
    }
    return links;
  }

  /** Returns the link with a code, deleted or not, or null if no link ever had it. */
  @Nullable Link find(ShortCode code) {
    return store.find(code);
  }

  LinkPage list(LinkPage.Query query) {
    return store.list(query);
  }

  /** How many links a list has; beyond {@link LinkPage#EXACT_TOTAL} roughly. */
  long count(LinkFilter filter) {
    return list(LinkPage.Query.first(1, filter, LinkPage.Order.NEWEST)).total();
  }

  /** Returns the links of a page alone. */
  List<Link> links(LinkPage.Query query) {
    return store.links(query);
  }

  /**
   * Changes a link and returns it, or returns null if there is none or it is deleted.
   *
   * @throws ProblemException if it is of another version, or may not lead where it would
   */
  @Nullable Changed edit(long id, LinkEdit edit, Versions only) {
    if (edit.isEmpty()) {
      Link link = store.find(id);
      if (link == null || link.deletedAt() != null) {
        return null;
      }
      if (!only.contain(link.version())) {
        throw new ProblemException(Problem.otherVersion(link.version()));
      }
      return unchanged(link);
    }
    LinkEdit.ExpiredTarget expired = edit.expiredTarget();
    refuse(edit.target(), expired == null ? null : expired.target());
    return changed(id, store.edit(id, edit, only));
  }

  private Minted.@Nullable TargetRefused refusal(
      @Nullable TargetUrl target, @Nullable TargetUrl whenExpired) {
    Targets targets = new Targets();
    targets.add(target, whenExpired);
    return targets.refusals(policy).getFirst();
  }

  private void refuse(@Nullable TargetUrl target, @Nullable TargetUrl whenExpired) {
    Minted.TargetRefused refusal = refusal(target, whenExpired);
    if (refusal != null) {
      throw new ProblemException(Problem.targetRefused(refusal.whenExpired(), refusal.reason()));
    }
  }

  /**
   * Blocks a link, or unblocks it, and returns it; null if there is none or it is deleted.
   *
   * @param reason why it is blocked, or null to unblock it
   * @throws ProblemException if it is of another version
   */
  @Nullable Changed block(long id, @Nullable String reason, Versions only) {
    return changed(id, store.block(id, reason, only));
  }

  /**
   * @param changed the link after its change, or null if there was nothing to change
   */
  private @Nullable Changed changed(long id, @Nullable Link changed) {
    if (changed != null) {
      return changed(changed);
    }
    Link link = store.find(id);
    if (link != null && link.deletedAt() == null) {
      throw new ProblemException(Problem.otherVersion(link.version()));
    }
    return null;
  }

  /**
   * Returns versions of a link that were replaced, those with lower numbers than {@code before}.
   */
  List<LinkStore.Replaced> history(long id, long before, int limit) {
    return store.history(id, before, limit);
  }

  /**
   * Makes a link what it was in an earlier version and returns it, or returns null if there is none
   * or it is deleted.
   *
   * @throws ProblemException if it is of another version than {@code only} says, or was never of
   *     this one, or may not lead where it did
   */
  @Nullable Changed rollBack(long id, long version, Versions only) {
    for (LinkStore.Replaced was : store.history(id, version + 1, 1)) {
      refuse(was.link().target(), was.link().expiredTarget());
    }
    Link rolledBack = store.rollBack(id, version, only);
    if (rolledBack != null) {
      return changed(rolledBack);
    }
    Link link = store.find(id);
    if (link == null || link.deletedAt() != null) {
      return null;
    }
    if (!only.contain(link.version())) {
      throw new ProblemException(Problem.otherVersion(link.version()));
    }
    if (link.version() == version) {
      return unchanged(link);
    }
    throw new ProblemException(
        new Problem(
            ProblemType.INVALID_LINK,
            HistoryRoutes.VERSION,
            "is none that the link had (was %d); its versions tell which it had"
                .formatted(version)));
  }

  /**
   * Deletes a link, if it is not deleted yet, and returns it; null if it was never minted.
   *
   * @throws ProblemException if it is not deleted, and of another version
   */
  @Nullable Changed delete(long id, Versions only) {
    Link link = store.delete(id, only);
    if (link == null) {
      return null;
    }
    if (link.deletedAt() == null) {
      throw new ProblemException(Problem.otherVersion(link.version()));
    }
    return changed(link);
  }

  /** Waits too: whoever made it what it is may have been told that it is not so everywhere yet. */
  private Changed unchanged(Link link) {
    return new Changed(link, propagate(link.version()), edge.settle(List.of(link)));
  }

  private Changed changed(Link link) {
    share(List.of(link));
    return unchanged(link);
  }

  /**
   * Waits until no redirect server can answer by anything older than a change.
   *
   * @throws ProblemException if that cannot be told in time
   */
  Propagation propagate(long version) {
    Propagation propagation = barrier.await(version);
    if (!propagation.complete()) {
      throw new ProblemException(Problem.notEverywhere());
    }
    return propagation;
  }

  /**
   * Waits until nobody can be answered by anything older than a change of many links.
   *
   * @param areStale which links the edge must not show as it may
   * @throws ProblemException if that cannot be told in time
   */
  Reply.Meta settle(long version, Predicate<Link> areStale) {
    Propagation propagation = propagate(version);
    return Reply.Meta.of(propagation, edge.settleThose(areStale));
  }

  /**
   * Waits until nobody can be answered by anything older than a change, whatever it was.
   *
   * @throws ProblemException if that cannot be told in time
   */
  Reply.Meta settle(long version) {
    Propagation propagation = propagate(version);
    return Reply.Meta.of(propagation, edge.settleAll());
  }

  /**
   * Has the edge drop what it may have of links whose changes every server knows of, and returns
   * whether it may show for a while what was before.
   */
  boolean isPendingAtEdge(Collection<Link> links) {
    return edge.settleSoon(links) == Settled.PENDING;
  }

  /** Returns who explains what these links are answered with. */
  Explanation.Explainer explainer(BlocklistStore blocklist) {
    return new Explanation.Explainer(store, cache, blocklist);
  }

  /** Saves the servers readings; nothing depends on it, so a cache that fails is left alone. */
  private void share(List<Link> links) {
    try {
      for (Link link : links) {
        cache.putIfNewer(link.code(), Resolution.of(link, link.version()));
      }
    } catch (StoreException e) {
      cacheFailures.failed(e);
    }
  }
}
