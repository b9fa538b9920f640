package dev.carom.core.edge;

import dev.carom.core.click.ClickStore;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.link.Domain;
import dev.carom.core.link.ShortCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where what the edge's logs tell is counted, each line once: a followed file's by its place in the
 * file, a posted one by its request's id.
 *
 * <p>All methods block for as long as the store's deadlines allow, and throw {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface EdgeLogStore {

  /**
   * What some lines tell, by their number.
   *
   * @param logged those that the edge has answered by itself
   * @param unknown those of them that ask for no link
   * @param refused those that cannot be read, or are too old to tell whether they were counted
   * @param passed those that redirect servers have answered, and counted themselves
   */
  record Lines(int logged, int unknown, int refused, int passed) {}

  /**
   * A click of a posted line.
   *
   * @param id a digest of its request's id
   */
  record Posted(UUID id, Counted click) {}

  /**
   * What there was of one source in a quarter of an hour.
   *
   * @param answered as the edge's own counter says; 0 if it was not asked
   * @param counted clicks
   * @param repeated lines that were counted before
   */
  record Tally(
      String source, Instant from, long answered, Lines lines, long counted, long repeated) {

    /**
     * What the edge has answered by itself, by its own counter or by its log, whichever says more.
     */
    public long answeredAtLeast() {
      return Math.max(answered, lines.logged());
    }

    /** How much of it is not counted; what a log tells later is missing until then. */
    public long missing() {
      return Math.max(0, answeredAtLeast() - counted - repeated);
    }
  }

  /** Returns where its clicks are counted, for what else is to be known of them. */
  ClickStore clicks();

  /** Returns the domains, the default one among them. */
  List<Domain> domains();

  /** Returns the ids of links, deleted ones too, by their codes; others are missing. */
  Map<ShortCode, Long> links(Collection<ShortCode> codes);

  /** Returns up to where a file was counted; 0 if it was not known yet. */
  long position(UUID file);

  /**
   * Counts lines of a file and moves its position, both or neither.
   *
   * @param from where its position must be
   * @return false, and nothing is counted, if the position is elsewhere
   */
  boolean store(String source, UUID file, long from, long to, List<Counted> clicks, Lines lines);

  /**
   * Counts posted lines, but for those whose ids were counted before, and returns how many it has
   * counted.
   *
   * @param remember for how long ids are kept; no line may be older
   */
  int storeOnce(String source, List<Posted> clicks, Lines lines, Duration remember);

  /**
   * Notes how many requests the edge says that it has answered by itself since it was started: a
   * number that is less than before is that of one that was started anew.
   */
  void answered(String source, long total);

  /** Returns what was told in some time, the oldest first. */
  List<Tally> tallies(Instant from, Instant to);
}
