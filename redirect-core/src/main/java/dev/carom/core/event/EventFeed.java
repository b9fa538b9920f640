package dev.carom.core.event;

import dev.carom.core.click.SingleClick;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of links and clicks of the last two days, in an order in which nothing can appear later
 * before what was read: whoever goes on from where they were misses nothing.
 *
 * <p>Blocks for as long as the store's deadlines allow, and throws {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface EventFeed {

  /**
   * Up to where somebody has read.
   *
   * @param change the number of the last change
   * @param click the id of the last click
   */
  record Position(long change, long click) {}

  /** A link was edited or deleted, or minted with a code that somebody chose. */
  record LinkChange(long seq, long linkId) {}

  /**
   * What comes next.
   *
   * @param upTo where to go on; there may be more before it if there are as many as were asked for
   */
  record Batch(List<LinkChange> changes, List<SingleClick> clicks, Position upTo) {}

  /** Returns where what happens from now on begins. */
  Position now();

  /** Whether it is still known what came after a position. */
  boolean remembers(Position position);

  /**
   * Returns what comes after a position; null if that is not known any more.
   *
   * @param limit how many changes, and how many clicks, at most
   */
  @Nullable Batch after(Position position, int limit);
}
