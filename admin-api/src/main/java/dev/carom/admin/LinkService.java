package dev.carom.admin;

import dev.carom.core.change.Barrier;
import dev.carom.core.change.Propagation;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.Resolution;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
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
  private final FailureLog cacheFailures =
      new FailureLog(LoggerFactory.getLogger(LinkService.class), "Telling the cache failed");

  /** A link as it is after a change, and how far the change has come. */
  record Changed(Link link, Propagation propagation) {}

  LinkService(LinkStore store, LinkCache cache, Barrier barrier) {
    this.store = store;
    this.cache = cache;
    this.barrier = barrier;
  }

  /**
   * What became of a link that was to be minted.
   *
   * @param everywhere false if it was, with a code that its owner chose, and some server may still
   *     think that there is none
   */
  record Mint(Minted outcome, boolean everywhere) {}

  /**
   * Mints one link.
   *
   * @throws ProblemException if it was, and is not known everywhere
   */
  Minted mint(NewLink link) {
    Mint mint = mint(List.of(link)).getFirst();
    if (!mint.everywhere) {
      throw new ProblemException(Problem.notEverywhere());
    }
    return mint.outcome;
  }

  /** Mints links in one transaction, and returns what became of them in the same order. */
  List<Mint> mint(List<NewLink> links) {
    List<Minted> outcomes = store.mint(links);
    // A generated code is looked for where its id is; a chosen one has to be known of.
    LongSummaryStatistics versions = new LongSummaryStatistics();
    for (int i = 0; i < outcomes.size(); i++) {
      if (links.get(i).code() != null && outcomes.get(i) instanceof Minted.Created(Link link)) {
        versions.accept(link.version());
      }
    }
    boolean everywhere = versions.getCount() == 0 || areEverywhere(versions);
    return IntStream.range(0, outcomes.size())
        .mapToObj(i ->
            new Mint(
                outcomes.get(i),
                everywhere
                    || links.get(i).code() == null
                    || outcomes.get(i) instanceof Minted.CodeTaken))
        .toList();
  }

  /** A version that is 0 could not be read. */
  private boolean areEverywhere(LongSummaryStatistics versions) {
    return versions.getMin() > 0 && barrier.await(versions.getMax()).complete();
  }

  /** Returns a link, deleted or not, or null if it was never minted. */
  @Nullable Link find(long id) {
    return store.find(id);
  }

  /** Returns the link with a code, deleted or not, or null if no link ever had it. */
  @Nullable Link find(ShortCode code) {
    return store.find(code);
  }

  LinkPage list(LinkPage.Query query) {
    return store.list(query);
  }

  /** Changes a link and returns it, or returns null if there is none or it is deleted. */
  @Nullable Changed edit(long id, LinkEdit edit) {
    if (edit.isEmpty()) {
      Link link = store.find(id);
      return link == null || link.deletedAt() != null
          ? null
          : new Changed(link, Propagation.NOTHING_STALE);
    }
    Link link = store.edit(id, edit);
    return link == null ? null : changed(link);
  }

  /** Deletes a link, if it is not deleted yet, and returns it; null if it was never minted. */
  @Nullable Changed delete(long id) {
    Link link = store.delete(id);
    return link == null ? null : changed(link);
  }

  private Changed changed(Link link) {
    share(link);
    return new Changed(link, propagate(link.version()));
  }

  private Propagation propagate(long version) {
    Propagation propagation = barrier.await(version);
    if (!propagation.complete()) {
      throw new ProblemException(Problem.notEverywhere());
    }
    return propagation;
  }

  /** Saves the servers a reading; nothing depends on it. */
  private void share(Link link) {
    try {
      cache.putIfNewer(link.code(), Resolution.of(link, link.version()));
    } catch (StoreException e) {
      cacheFailures.failed(e);
    }
  }
}
