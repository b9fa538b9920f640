package dev.carom.admin;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What can be done with links. A change is in the store when a method returns; the cache that the
 * servers share is told at once, and where it cannot be told, its entries' time to live ends the
 * matter.
 *
 * <p>Every method blocks, and throws {@link StoreException} if the store cannot be asked. Usable by
 * any thread.
 */
final class LinkService {

  private final LinkStore store;
  private final LinkCache cache;
  private final FailureLog cacheFailures =
      new FailureLog(LoggerFactory.getLogger(LinkService.class), "Telling the cache failed");

  LinkService(LinkStore store, LinkCache cache) {
    this.store = store;
    this.cache = cache;
  }

  /** Mints one link. */
  Minted mint(NewLink link) {
    return mint(List.of(link)).getFirst();
  }

  /** Mints links in one transaction, and returns their outcomes in the same order. */
  List<Minted> mint(List<NewLink> links) {
    List<Minted> outcomes = store.mint(links);
    boolean reachable = true;
    for (int i = 0; i < outcomes.size() && reachable; i++) {
      // Somebody may have asked for a chosen code before it was minted; nobody guesses the others.
      if (links.get(i).code() != null && outcomes.get(i) instanceof Minted.Created(Link link)) {
        reachable = publish(link);
      }
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
  @Nullable Link edit(long id, LinkEdit edit) {
    if (edit.isEmpty()) {
      Link link = store.find(id);
      return link == null || link.deletedAt() != null ? null : link;
    }
    Link link = store.edit(id, edit);
    if (link != null) {
      publish(link);
    }
    return link;
  }

  /** Deletes a link, if it is not deleted yet, and returns it; null if it was never minted. */
  @Nullable Link delete(long id) {
    Link link = store.delete(id);
    if (link != null) {
      publish(link);
    }
    return link;
  }

  /** Returns whether the cache could be told. */
  private boolean publish(Link link) {
    try {
      cache.putIfNewer(link.code(), Resolution.of(link, link.version()));
      return true;
    } catch (StoreException e) {
      cacheFailures.failed(e);
      return false;
    }
  }
}
