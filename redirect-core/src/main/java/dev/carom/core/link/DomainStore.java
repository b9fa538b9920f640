package dev.carom.core.link;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where domains are kept. A change of one is a numbered change, as that of a link is: whoever
 * answers by domains hears of it. Each workspace sees its own, and the default one, which belongs
 * to the first.
 *
 * <p>Every method may block, can be called by any thread, and throws {@link StoreException} if the
 * store cannot be reached or does not answer in time; a write has then happened as a whole or not
 * at all.
 */
public interface DomainStore {

  /** A domain that is kept. */
  record Entry(Domain domain, Instant createdAt, Instant updatedAt) {}

  /** How many domains there may be: redirect servers keep them all in memory. */
  int MAX_DOMAINS = 10_000;

  /** What becomes of a wish to give a domain up. */
  enum Removal {
    DONE,
    /** There is none. */
    NOT_FOUND,
    /** It has links that are not deleted, or is the default domain. */
    IN_USE
  }

  /**
   * Adds a domain, and returns it; null if there is one with this host, whoever it belongs to, or
   * {@linkplain #isFull no room} for more.
   *
   * @param domain whose id is not looked at
   */
  @Nullable Entry add(Domain domain);

  /** Whether there are as many domains as there may be, of all workspaces together. */
  boolean isFull();

  /** Changes where a domain leads by itself, and returns it; null if there is none. */
  @Nullable Entry edit(int id, DomainEdit edit);

  /** Gives a domain up that has no links. Its host may be added again, for other links. */
  Removal remove(int id);

  /** Returns a domain, or null if there is none. */
  @Nullable Entry find(int id);

  /** Returns the domain with a host, or null if there is none. */
  @Nullable Entry find(String host);

  /**
   * Returns some domains, newest first; the default one is the last.
   *
   * @param before those with lower ids alone
   */
  List<Entry> list(long before, int limit);

  /** Returns a number that no change from before the call exceeds. */
  long lastChange();
}
