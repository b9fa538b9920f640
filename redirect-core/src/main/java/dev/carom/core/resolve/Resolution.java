package dev.carom.core.resolve;

import dev.carom.core.link.Link;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import java.time.Instant;

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
     * Returns what this has become by {@code nowMillis}, in milliseconds since the epoch: an
     * expired link is gone.
     */
    default Known at(long nowMillis) {
      return this;
    }
  }

  /**
   * A link to follow.
   *
   * @param id the link's
   * @param expiresAtMillis when it expires, in milliseconds since the epoch, or {@link #NEVER}
   * @param limited whether people can follow it so often and no more: nobody does before {@link
   *     Admission} was asked
   */
  record Found(
      long id,
      TargetUrl target,
      RedirectStatus status,
      long expiresAtMillis,
      boolean limited,
      long asOf)
      implements Known {

    /** The expiry of a link that has none. */
    public static final long NEVER = Long.MAX_VALUE;

    @Override
    public Known at(long nowMillis) {
      return nowMillis < expiresAtMillis ? this : new Gone(asOf);
    }
  }

  /** No link has, or ever had, this code. */
  record Missing(long asOf) implements Known {}

  /** The link was deleted, has expired, or is used up. */
  record Gone(long asOf) implements Known {}

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
    Instant expiresAt = link.expiresAt();
    return new Found(
        link.id(),
        link.target(),
        link.status(),
        expiresAt == null ? Found.NEVER : expiresAt.toEpochMilli(),
        link.maxClicks() != null,
        asOf);
  }
}
