package dev.carom.core.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link as its owner sees it.
 *
 * @param id its number, from a sequence; never used twice
 * @param code what followers ask for; never used for another link, even after this one is deleted
 * @param target where it leads
 * @param status the status with which it redirects
 * @param expiresAt from when on it answers 410, or null if it does not expire
 * @param maxClicks how many follows by people it takes, or null if any number
 * @param clicksLeft how many of these are left, or null if any number
 * @param version the number of its last change, and 0 before the first; it only rises
 * @param createdAt when it was minted
 * @param updatedAt when it was last edited, or minted
 * @param deletedAt when it was deleted, or null if it was not
 */
public record Link(
    long id,
    ShortCode code,
    TargetUrl target,
    RedirectStatus status,
    @Nullable Instant expiresAt,
    @Nullable Long maxClicks,
    @Nullable Long clicksLeft,
    long version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt) {

  /** What followers of a link get. */
  public enum State {
    ACTIVE,
    EXPIRED,
    DELETED
  }

  public Link withVersion(long newVersion) {
    return new Link(
        id,
        code,
        target,
        status,
        expiresAt,
        maxClicks,
        clicksLeft,
        newVersion,
        createdAt,
        updatedAt,
        deletedAt);
  }

  public State state(Instant now) {
    if (deletedAt != null) {
      return State.DELETED;
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.ACTIVE;
  }
}
