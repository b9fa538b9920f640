package dev.carom.core.link;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of links that are not deleted, newest first.
 *
 * @param links the links
 * @param hasNewer whether newer links come before them
 * @param hasOlder whether older links come after them
 * @param total how many links the whole list has; exact up to {@value #EXACT_TOTAL}, the database's
 *     estimate beyond
 */
public record LinkPage(List<Link> links, boolean hasNewer, boolean hasOlder, long total) {

  /** Up to here {@link #total} is counted. */
  public static final int EXACT_TOTAL = 10_000;

  public LinkPage {
    links = List.copyOf(links);
  }

  /**
   * Which part of the list is wanted.
   *
   * @param limit how many links at most
   * @param after the link next to which the part begins, or null to begin with the newest
   * @param direction on which side of {@code after} it lies
   */
  public record Query(int limit, @Nullable Position after, Direction direction) {}

  /** On which side of a position. */
  public enum Direction {
    OLDER,
    NEWER
  }

  /** Where a link stands in the list, whether or not it is still in it. */
  public record Position(Instant createdAt, long id) {

    public static Position of(Link link) {
      return new Position(link.createdAt(), link.id());
    }
  }
}
