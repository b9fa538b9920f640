package dev.carom.core.link;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where links are kept: the port to the truth. Every write is one transaction that is durable when
 * the method returns; the link that it returns is read afterwards, and may show a later write of
 * somebody else. Methods may block for as long as the store's own deadlines allow, and can be
 * called by any thread.
 *
 * <p>Every method throws {@link StoreException} if the store cannot be reached or does not answer
 * in time. A write that threw it has either happened as a whole or not at all.
 */
public interface LinkStore {

  /** The outcome of minting one link. */
  sealed interface Minted {

    /** The link exists. */
    record Created(Link link) implements Minted {}

    /** The wished code belongs to another link, perhaps a deleted one. */
    record CodeTaken(ShortCode code) implements Minted {}
  }

  /** Mints links in one transaction, and returns their outcomes in the same order. */
  List<Minted> mint(List<NewLink> links);

  /** Returns the link with this id, deleted or not, or null if there is none. */
  @Nullable Link find(long id);

  /** Returns the link with this code, deleted or not, or null if there is none. */
  @Nullable Link find(ShortCode code);

  /** Returns some links that are not deleted, newest first. */
  LinkPage list(LinkPage.Query query);

  /** Changes a link and returns it, or returns null if there is none or it is deleted. */
  @Nullable Link edit(long id, LinkEdit edit);

  /** Deletes a link, if it is not deleted yet, and returns it; null if there is none. */
  @Nullable Link delete(long id);
}
