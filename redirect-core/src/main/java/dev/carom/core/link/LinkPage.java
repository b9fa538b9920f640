package dev.carom.core.link;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of links.
 *
 * @param links the links, in the list's order
 * @param hasPrevious whether links come before them
 * @param hasNext whether links come after them
 * @param total how many links the whole list has; exact up to {@value #EXACT_TOTAL}, the database's
 *     estimate beyond
 */
public record LinkPage(List<Link> links, boolean hasPrevious, boolean hasNext, long total) {

  /** Up to here {@link #total} is counted. */
  public static final int EXACT_TOTAL = 10_000;

  public LinkPage {
    links = List.copyOf(links);
  }

  /**
   * Which part of which list is wanted.
   *
   * @param limit how many links at most
   * @param filter which links the list is of
   * @param order the list's order
   * @param beside the place next to which the part lies, or null to begin with the list's first
   * @param direction on which side of {@code beside} it lies
   */
  public record Query(
      int limit, LinkFilter filter, Order order, @Nullable Position beside, Direction direction) {

    /** The first links of a list. */
    public static Query first(int limit, LinkFilter filter, Order order) {
      return new Query(limit, filter, order, null, Direction.NEXT);
    }

    /** The links after one of the same list. */
    public Query after(Link link) {
      return new Query(limit, filter, order, order.position(link), Direction.NEXT);
    }

    /** Whether it is read against the list's order. */
    public boolean isBackwards() {
      return beside != null && direction == Direction.PREVIOUS;
    }
  }

  /** On which side of a position. */
  public enum Direction {
    NEXT,
    PREVIOUS
  }

  /** Orders of a list: by a time, and by id where that is the same. */
  public enum Order {
    NEWEST(true, true),
    OLDEST(true, false),
    LAST_UPDATED(false, true),
    FIRST_UPDATED(false, false);

    private final boolean byCreation;
    private final boolean descending;

    Order(boolean byCreation, boolean descending) {
      this.byCreation = byCreation;
      this.descending = descending;
    }

    /** By when links were minted, or else by when they were last edited. */
    public boolean isByCreation() {
      return byCreation;
    }

    public boolean isDescending() {
      return descending;
    }

    /** Where a link stands in this order. */
    public Position position(Link link) {
      return new Position(byCreation ? link.createdAt() : link.updatedAt(), link.id());
    }
  }

  /** Where a link stands in a list, whether or not it is still in it. */
  public record Position(Instant time, long id) {}
}
