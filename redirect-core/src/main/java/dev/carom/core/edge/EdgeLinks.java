package dev.carom.core.edge;

import dev.carom.core.link.EdgeWish;
import dev.carom.core.link.Link;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which links the edge may keep, and how often links are followed, by which that is decided.
 *
 * <p>All methods block for as long as the store's deadlines allow, and throw {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface EdgeLinks {

  /**
   * A link that the edge may keep, or whose owner wants that.
   *
   * @param seconds for how long it may; null: not at all
   */
  record Candidate(long id, EdgeWish wish, @Nullable Integer seconds) {}

  /**
   * Clicks that were counted, those of the edge among them.
   *
   * @param byLink how many of each link
   * @param place up to where, for who asks for those after it
   */
  record Clicks(Map<Long, Long> byLink, long place) {}

  List<Candidate> candidates();

  /**
   * Returns clicks that were counted after others, or none if {@code after} is null, for who asks
   * for the first time.
   */
  Clicks clicks(@Nullable Long after);

  /**
   * Decides for how long the edge may keep links, each of which is changed if that is something
   * else than before. Links that the edge may not have at all are passed over.
   *
   * @param seconds by the links' ids; null: not at all
   */
  void decide(Map<Long, @Nullable Integer> seconds);

  /** Returns all links that the edge may have answers of, of now or of before. */
  List<Link> kept();
}
