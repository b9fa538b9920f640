package dev.carom.core.click;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was counted.
 *
 * <p>Blocks for as long as the store's deadlines allow, and throws {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface ClickStats {

  /** How long a bucket is: in the time zone of whoever asks, so that days begin at midnight. */
  enum Interval {
    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS),
    MONTH(ChronoUnit.MONTHS);

    private final ChronoUnit unit;

    Interval(ChronoUnit unit) {
      this.unit = unit;
    }

    /** Returns when the bucket begins that a time lies in. */
    public ZonedDateTime floor(ZonedDateTime time) {
      return this == MONTH
          ? time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1)
          : time.truncatedTo(unit);
    }

    /** Returns when the next bucket begins. */
    public ZonedDateTime next(ZonedDateTime start) {
      // Hours are counted on: where clocks change by half an hour, those after it begin at half
      // past.
      // Where midnight does not exist, a day begins later, and the next one does not.
      return this == HOUR ? start.plusHours(1) : floor(start.plus(1, unit));
    }

    /** How many buckets there are between two times, roughly. */
    public long count(Instant from, Instant to) {
      return ChronoUnit.SECONDS.between(from, to) / unit.getDuration().toSeconds() + 1;
    }
  }

  /** Whose clicks are asked for. */
  sealed interface Scope {

    /** A link's. */
    record OfLink(long id) implements Scope {}

    /**
     * Those of all links of a workspace, deleted ones too.
     *
     * @param id the workspace's
     */
    record OfWorkspace(int id) implements Scope {}

    /**
     * Those of all links that have a tag now and are not deleted. Its visitors are those of each
     * link: who follows two of them counts twice.
     */
    record OfTag(String tag) implements Scope {}

    /**
     * The same of those on a domain.
     *
     * @param id the domain's
     */
    record OfDomain(int id) implements Scope {}
  }

  /**
   * What is asked for.
   *
   * @param from the beginning, at a quarter of an hour: earlier clicks are left out
   * @param to the end, at a quarter of an hour: clicks from then on are left out
   * @param traffic what is in the series
   */
  record Query(
      Scope scope,
      Instant from,
      Instant to,
      Interval interval,
      ZoneId zone,
      Set<TrafficClass> traffic) {}

  /**
   * A part of the series.
   *
   * @param from when it begins
   * @param uniques how many visitors came in it for the first time on their day (UTC) and in their
   *     class; exact where there were few, else within about 2 %
   */
  record Bucket(Instant from, long clicks, long uniques) {}

  /**
   * The answer.
   *
   * @param byClass clicks of every class, asked for or not
   * @param series without those buckets in which nothing was counted, in order
   */
  record Counts(Map<TrafficClass, Long> byClass, List<Bucket> series) {}

  /**
   * Clicks that have something in common.
   *
   * @param value what that is, or "" if it is not known
   */
  record Share(String value, long clicks) {}

  /**
   * Clicks by one of their dimensions.
   *
   * @param total how many there are, of all values
   * @param shares the values with the most clicks, in order
   */
  record Breakdown(long total, List<Share> shares) {}

  /** Counts clicks. */
  Counts count(Query query);

  /**
   * Counts clicks by one of their dimensions; the interval does not matter.
   *
   * @param limit how many values are told
   */
  Breakdown breakDown(Query query, Dimension dimension, int limit);

  /**
   * Counts what was asked for that no link has, by code; scope and interval do not matter.
   *
   * @param limit how many codes are told
   */
  Breakdown orphans(Query query, int limit);
}
