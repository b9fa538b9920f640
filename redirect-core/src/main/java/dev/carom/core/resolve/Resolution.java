package dev.carom.core.resolve;

import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.Link;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import org.jspecify.annotations.Nullable;

/** What a short code stands for at some moment, or that nobody can tell now. Immutable. */
public sealed interface Resolution {

  /**
   * What was read from PostgreSQL, perhaps through a cache. It carries {@code asOf}, the number of
   * the highest change that the reading saw: of two readings of one code, the one with the higher
   * number is at least as new.
   */
  sealed interface Known extends Resolution {

    long asOf();

    /**
     * Returns what this is by {@code nowMillis}, in milliseconds since the epoch: there is no link
     * before it starts, and an expired one is gone, or leads elsewhere.
     */
    default Known at(long nowMillis) {
      return this;
    }

    /** Returns this as something that the edge may not keep. */
    default Known notForEdge() {
      return this;
    }
  }

  /**
   * A link to follow.
   *
   * @param id the link's
   * @param period when it can be followed
   * @param limited whether people can follow it so often and no more: nobody does before {@link
   *     Admission} was asked
   * @param edge that the edge may keep it, or null if not; the edge asks nobody what time it is,
   *     nor whether a limit is reached, so it is told of neither kind of end but by how long it may
   */
  record Found(
      long id,
      TargetUrl target,
      RedirectStatus status,
      Period period,
      boolean limited,
      @Nullable EdgeLife edge,
      long asOf)
      implements Known {

    /** The expiry of a link that has none. */
    public static final long NEVER = Long.MAX_VALUE;

    /** An answer takes time to get to the edge, and some edges reckon in whole seconds. */
    private static final int SLACK_SECONDS = 2;

    /** A link that nobody else may keep. */
    public Found(
        long id,
        TargetUrl target,
        RedirectStatus status,
        Period period,
        boolean limited,
        long asOf) {
      this(id, target, status, period, limited, null, asOf);
    }

    /**
     * A link that can be followed until it expires.
     *
     * @param expiresAtMillis in milliseconds since the epoch, or {@link #NEVER}
     */
    public Found(
        long id,
        TargetUrl target,
        RedirectStatus status,
        long expiresAtMillis,
        boolean limited,
        long asOf) {
      this(id, target, status, Period.of(Long.MIN_VALUE, expiresAtMillis, null), limited, asOf);
    }

    @Override
    public Known at(long nowMillis) {
      if (nowMillis < period.fromMillis()) {
        return new Missing(asOf);
      }
      return nowMillis < period.untilMillis() ? notKeptBeyond(nowMillis) : ended();
    }

    private Found notKeptBeyond(long nowMillis) {
      if (edge == null) {
        return this;
      }
      long seconds = (period.untilMillis() - nowMillis) / 1000 - SLACK_SECONDS;
      return seconds >= edge.seconds() ? this : with(seconds < 1 ? null : edge.atMost(seconds));
    }

    @Override
    public Found notForEdge() {
      return edge == null ? this : with(null);
    }

    private Found with(@Nullable EdgeLife otherEdge) {
      return new Found(id, target, status, period, limited, otherEdge, asOf);
    }

    /** Returns what this is when it has expired, or is used up. */
    public Known ended() {
      TargetUrl afterwards = period.afterwards();
      return afterwards == null
          ? new Gone(asOf)
          : new Found(id, afterwards, status, Period.ALWAYS, false, asOf);
    }
  }

  /** No link has, or ever had, this code; or it has not started yet, and nobody is to know. */
  record Missing(long asOf) implements Known {}

  /** The link was deleted, has expired, or is used up. */
  record Gone(long asOf) implements Known {}

  /** There is a link, and whoever runs this installation lets nobody follow it. */
  record Blocked(long asOf) implements Known {}

  /**
   * The stores could not be asked, or did not answer in time; whether there is a link is not known.
   *
   * @param reason why, for operators
   */
  record Unavailable(String reason) implements Resolution {}

  /**
   * Returns what followers of a link get, given that the reading that {@code link} comes from saw
   * {@code asOf}.
   */
  static Known of(Link link, long asOf) {
    if (link.deletedAt() != null) {
      return new Gone(asOf);
    }
    if (link.block() != null) {
      return new Blocked(asOf);
    }
    return new Found(
        link.id(),
        link.target(),
        link.status(),
        Period.of(link.startsAt(), link.expiresAt(), link.expiredTarget()),
        link.maxClicks() != null,
        link.edge().life(),
        asOf);
  }
}
