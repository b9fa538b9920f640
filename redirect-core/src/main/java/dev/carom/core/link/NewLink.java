package dev.carom.core.link;

import java.time.Instant;
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
 * @param code the code that its owner wishes, or null for a generated one
 * @param details what is noted about it
 * @param domain the host of the domain that it shall belong to, or null for the default one's; its
 *     code is given as one of the default domain's
 */
public record NewLink(
    TargetUrl target,
    RedirectStatus status,
    @Nullable Instant startsAt,
    @Nullable Instant expiresAt,
    @Nullable TargetUrl expiredTarget,
    @Nullable Long maxClicks,
    @Nullable ShortCode code,
    LinkDetails details,
    @Nullable String domain) {

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
    this(target, status, startsAt, expiresAt, expiredTarget, maxClicks, code, details, null);
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
}
