package dev.carom.core.link;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A link that is to be minted.
 *
 * @param target where it shall lead
 * @param status the status with which it shall redirect
 * @param startsAt before when nobody shall follow it, or null for none
 * @param expiresAt when it shall expire, or null for never
 * @param expiredTarget where it shall lead when it has expired or is used up, or null for nowhere
 * @param maxClicks how many follows by people it shall take, or null for any number
 * @param edge whether it shall be at the edge
 * @param code the code that its owner wishes, or null for a generated one
 * @param details what is noted about it
 * @param domain the host of the domain that it shall belong to, or null for the default one's; its
 *     code is given as one of the default domain's
 * @param reuse whether a link that is there already will do, if it {@linkplain #suffices suffices}
 */
public record NewLink(
    TargetUrl target,
    RedirectStatus status,
    @Nullable Instant startsAt,
    @Nullable Instant expiresAt,
    @Nullable TargetUrl expiredTarget,
    @Nullable Long maxClicks,
    EdgeWish edge,
    @Nullable ShortCode code,
    LinkDetails details,
    @Nullable String domain,
    boolean reuse) {

  /** A link on the default domain. */
  public NewLink(
      TargetUrl target,
      RedirectStatus status,
      @Nullable Instant startsAt,
      @Nullable Instant expiresAt,
      @Nullable TargetUrl expiredTarget,
      @Nullable Long maxClicks,
      @Nullable ShortCode code,
      LinkDetails details) {
    this(
        target,
        status,
        startsAt,
        expiresAt,
        expiredTarget,
        maxClicks,
        EdgeWish.AUTO,
        code,
        details,
        null,
        false);
  }

  /** A link that can be followed at once, and about which nothing is noted. */
  public NewLink(
      TargetUrl target,
      RedirectStatus status,
      @Nullable Instant expiresAt,
      @Nullable Long maxClicks,
      @Nullable ShortCode code) {
    this(target, status, null, expiresAt, null, maxClicks, code, LinkDetails.NONE);
  }

  /**
   * Whether a link that is minted as this says will do for another wish: it belongs to the same
   * domain, followers get the same of it, and all is noted that is to be. Codes are not looked at.
   *
   * @param now by when links that have started are all the same
   */
  public boolean suffices(NewLink wish, Instant now) {
    return Objects.equals(domain, wish.domain)
        && target.equals(wish.target)
        && status == wish.status
        && (Objects.equals(startsAt, wish.startsAt) || (hasStarted(now) && wish.hasStarted(now)))
        && Objects.equals(expiresAt, wish.expiresAt)
        && Objects.equals(expiredTarget, wish.expiredTarget)
        && Objects.equals(maxClicks, wish.maxClicks)
        && edge == wish.edge
        && details.suffice(wish.details);
  }

  private boolean hasStarted(Instant now) {
    return startsAt == null || !now.isBefore(startsAt);
  }
}
