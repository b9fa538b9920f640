package dev.carom.core.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link as its owner sees it.
 *
 * @param id its number, from a sequence; never used twice
 * @param code what followers ask for; never used for another link, even after this one is deleted
 * @param domain the host of the domain that it belongs to, or null for the default one's
 * @param target where it leads
 * @param status the status with which it redirects
 * @param startsAt before when nobody can follow it, or null if people always could
 * @param expiresAt from when on it answers 410, or null if it does not expire
 * @param expiredTarget where those are sent who come when it has expired or is used up, or null if
 *     they get 410
 * @param maxClicks how many follows by people it takes, or null if any number
 * @param clicksLeft how many of these are left, or null if any number
 * @param edge how it stands with the edge
 * @param details what is noted about it
 * @param version the number of its last change, and 0 before the first; it only rises
 * @param createdAt when it was minted
 * @param updatedAt when it was last edited, or minted
 * @param deletedAt when it was deleted, or null if it was not
 * @param block why nobody can follow it, or null if people can
 */
public record Link(
    long id,
    ShortCode code,
    @Nullable String domain,
    TargetUrl target,
    RedirectStatus status,
    @Nullable Instant startsAt,
    @Nullable Instant expiresAt,
    @Nullable TargetUrl expiredTarget,
    @Nullable Long maxClicks,
    @Nullable Long clicksLeft,
    LinkEdge edge,
    LinkDetails details,
    long version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt,
    @Nullable Block block) {

  /** What followers of a link get. */
  public enum State {
    SCHEDULED,
    ACTIVE,
    EXPIRED,
    BLOCKED,
    DELETED
  }

  /**
   * That whoever runs the installation lets nobody follow a link.
   *
   * @param at since when
   * @param reason why, for those who see the link in the API
   */
  public record Block(Instant at, String reason) {

    private static final int MAX_REASON = 500;

    /**
     * Returns a reason as it is kept.
     *
     * @throws InvalidValueException if it cannot be one
     */
    public static String reason(String text) {
      return PlainText.line(text, MAX_REASON);
    }
  }

  /**
   * Whether this link will do for whoever would have another one minted: it can be followed, and is
   * what they {@linkplain NewLink#suffices wish for}, whatever its code is.
   */
  public boolean suffices(NewLink wish, Instant now) {
    boolean isAlive =
        deletedAt == null
            && block == null
            && (expiresAt == null || now.isBefore(expiresAt))
            && (clicksLeft == null || clicksLeft > 0);
    return isAlive
        && new NewLink(
                target,
                status,
                startsAt,
                expiresAt,
                expiredTarget,
                maxClicks,
                edge.wish(),
                null,
                details,
                domain,
                false)
            .suffices(wish, now);
  }

  public Link withVersion(long newVersion) {
    return new Link(
        id,
        code,
        domain,
        target,
        status,
        startsAt,
        expiresAt,
        expiredTarget,
        maxClicks,
        clicksLeft,
        edge,
        details,
        newVersion,
        createdAt,
        updatedAt,
        deletedAt,
        block);
  }

  public State state(Instant now) {
    if (deletedAt != null) {
      return State.DELETED;
    }
    if (block != null) {
      return State.BLOCKED;
    }
    if (startsAt != null && now.isBefore(startsAt)) {
      return State.SCHEDULED;
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.ACTIVE;
  }
}
