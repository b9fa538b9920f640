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

  /** Mints one link. */
  Minted mint(NewLink link) {
    return mint(List.of(link)).getFirst();
  }

  /**
   * Mints links in one transaction, and returns their outcomes in the same order.
   *
   * @throws ProblemException if links were minted with codes that their owners chose, and some
   *     server may still think that there are none
   */
  List<Minted> mint(List<NewLink> links) {
    List<Minted> outcomes = store.mint(links);
    // A generated code is looked for where its id is; a chosen one has to be known of.
    LongSummaryStatistics versions =
        IntStream.range(0, outcomes.size())
            .filter(i -> links.get(i).code() != null)
            .mapToObj(outcomes::get)
            .filter(Minted.Created.class::isInstance)
            .mapToLong(outcome -> ((Minted.Created) outcome).link().version())
            .summaryStatistics();
    if (versions.getCount() > 0) {
      if (versions.getMin() == 0) {
        throw new ProblemException(Problem.notEverywhere()); // Its version could not be read.
      }
      var _ = propagate(versions.getMax());
    }
    return outcomes;
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
