package dev.carom.core.link;

import java.time.Instant;
import java.util.Collection;
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

    /**
     * The link exists.
     *
     * @param numbered whether its minting is a numbered change, for others have to hear that there
     *     is such a code
     */
    record Created(Link link, boolean numbered) implements Minted {}

    /** There is no domain with the host that was wished for. */
    record NoSuchDomain(String host) implements Minted {}

    /** A link that is there already will do, or one that is minted together with this one. */
    record Found(Link link) implements Minted {}

    /** The wished code belongs to another link, perhaps a deleted one. */
    record CodeTaken(ShortCode code) implements Minted {}

    /**
     * Links may not lead to one of its targets, as somebody found who was asked before the store
     * was.
     *
     * @param whenExpired whether it is that of the expired link
     * @param reason why, for whoever wished for the link
     */
    record TargetRefused(boolean whenExpired, String reason) implements Minted {}
  }

  /**
   * Mints links in one transaction, and returns their outcomes in the same order. Of all who wish
   * for the same link at once, and will have one that is there already, one mints it.
   */
  List<Minted> mint(List<NewLink> links);

  /**
   * Mints links that requests of the same actor wish for, one each, as {@link #mint} does. The
   * audit log tells of each request.
   *
   * @param requestIds of the links' requests, in their order
   */
  List<Minted> mintEach(List<NewLink> links, List<String> requestIds);

  /** Returns the link with this id, deleted or not, or null if there is none. */
  @Nullable Link find(long id);

  /** Returns the link with this code, deleted or not, or null if there is none. */
  @Nullable Link find(ShortCode code);

  /**
   * Returns the links that have one of these ids or codes, deleted or not, in no order; there may
   * be others among them.
   */
  List<Link> find(Collection<Long> ids, Collection<ShortCode> codes);

  /** Returns a page of a list. */
  LinkPage list(LinkPage.Query query);

  /**
   * Returns the links of a page alone, for who reads a list to its end, those next to the query's
   * place first.
   */
  List<Link> links(LinkPage.Query query);

  /**
   * Changes a link and returns it, or returns null if there is none, or it is deleted, or of
   * another version.
   */
  @Nullable Link edit(long id, LinkEdit edit, Versions only);

  /** Changes a link of whatever version. */
  default @Nullable Link edit(long id, LinkEdit edit) {
    return edit(id, edit, Versions.ANY);
  }

  /**
   * Makes a link what it was in an earlier version, and returns it, or returns null if there is
   * none, or it is deleted, or of another version than {@code only} says, or if {@code version} is
   * not among those that were {@linkplain #history replaced}.
   */
  @Nullable Link rollBack(long id, long version, Versions only);

  /**
   * Returns versions of a link that were replaced, the last first.
   *
   * @param before those with lower numbers alone
   */
  List<Replaced> history(long id, long before, int limit);

  /**
   * A version of a link that another one replaced.
   *
   * @param link what it was
   * @param at when it was replaced
   * @param by who did it, as the audit log has them
   */
  record Replaced(Link link, Instant at, String by) {}

  /**
   * Blocks a link, for another reason if it is blocked already, or unblocks it, and returns it;
   * null if there is none, or it is deleted, or of another version.
   *
   * @param reason why it is blocked, or null to unblock it
   */
  @Nullable Link block(long id, @Nullable String reason, Versions only);

  /**
   * Deletes a link, if it is not deleted yet nor of another version, and returns it as it is then;
   * null if there is none.
   */
  @Nullable Link delete(long id, Versions only);

  /** What is to be changed about one of some links. */
  sealed interface Revision {

    long id();

    /** {@linkplain LinkStore#edit Changes} a link; if the edit is empty, that is nothing. */
    record Edit(long id, LinkEdit edit, Versions only) implements Revision {}

    /** {@linkplain LinkStore#delete Deletes} a link. */
    record Delete(long id, Versions only) implements Revision {}
  }

  /**
   * What became of a revision.
   *
   * @param done whether it changed something
   * @param link the link as it is afterwards, or null if there is none
   */
  record Revised(boolean done, @Nullable Link link) {}

  /**
   * Changes different links in one transaction, and returns what became of each in the same order.
   */
  List<Revised> revise(List<Revision> revisions);

  /** Deletes a link of whatever version. */
  default @Nullable Link delete(long id) {
    return delete(id, Versions.ANY);
  }
}
