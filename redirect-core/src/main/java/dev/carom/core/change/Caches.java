package dev.carom.core.change;

import dev.carom.core.link.Domain;
import dev.carom.core.safety.Blocklist;
import java.util.List;

/** Whoever holds what changes can make stale. Called by one thread, the feed's. */
public interface Caches {

  /**
   * Drops everything, and takes no reading from before a change from now on.
   *
   * @param horizon of what was changed before, nothing will be told
   */
  void startOver(long horizon);

  /** Drops what changes have made stale, and takes no older reading of it from now on. */
  void apply(List<Change> changes);

  /** From now on, readings of links that lead where they may not are answered as blocked. */
  void block(Blocklist blocklist);

  /** From now on, these are the domains. */
  void host(List<Domain> domains);

  /** Every id that was given to a link when this was read is at most this one. */
  void idsReach(long lastId);
}
