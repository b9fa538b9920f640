package dev.carom.core.edge;

import dev.carom.core.link.EdgeKey;
import dev.carom.core.link.Link;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * What the edge may have, and must not show any more. Whatever changes a link that the edge may
 * have puts it here, in the same transaction; whoever has purged it takes it away. What nobody
 * purges is taken away when the edge must have dropped it by itself.
 *
 * <p>All methods block for as long as the store's deadlines allow, and throw {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface PurgeQueue {

  /**
   * A link to purge.
   *
   * @param id of this entry: a link has as many as it had changes
   * @param link as it is now
   * @param key what its answers are called at the edge
   * @param foldsCase whether its domain makes no difference between capitals and small letters
   * @param life for how long the edge keeps what it was given when the change was made
   */
  record Purge(long id, Link link, EdgeKey key, boolean foldsCase, Duration life) {}

  /**
   * What waits.
   *
   * @param oldest for how long the first has waited
   */
  record Backlog(int size, Duration oldest) {}

  /** Returns what is to be purged of some links. */
  List<Purge> of(Collection<Long> links);

  /**
   * Returns what nobody has purged in time, and gives whoever asked some time for it; the next to
   * ask gets others.
   *
   * @param time for which it is theirs
   */
  List<Purge> claim(Duration time, int limit);

  /** Puts in those of some links that the edge may have, for another reason than their change. */
  void add(Collection<Long> links);

  /** Takes away what was purged. */
  void purged(Collection<Long> ids);

  /**
   * Notes that something could not be purged; it is to be tried again after a while, which grows.
   *
   * @param failure why, for operators
   */
  void failed(Collection<Long> ids, String failure);

  Backlog backlog();
}
