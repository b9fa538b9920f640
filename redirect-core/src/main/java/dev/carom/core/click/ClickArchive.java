package dev.carom.core.click;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Single clicks, as long as they are kept.
 *
 * <p>Blocks for as long as the store's deadlines allow, and throws {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface ClickArchive {

  /**
   * What is asked for.
   *
   * @param linkId the link's, or {@link Click#ALL_LINKS}
   * @param from earlier clicks are left out
   * @param to clicks from then on are left out
   */
  record Query(long linkId, Instant from, Instant to, Set<TrafficClass> traffic) {}

  /**
   * Returns clicks, those that were counted last first.
   *
   * @param before only clicks whose id is less
   * @param limit how many at most
   */
  List<SingleClick> find(Query query, long before, int limit);
}
