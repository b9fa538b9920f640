package dev.carom.core.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link that is to be minted.
 *
 * @param target where it shall lead
 * @param status the status with which it shall redirect
 * @param expiresAt when it shall expire, or null for never
 * @param maxClicks how many follows by people it shall take, or null for any number
 * @param code the code that its owner wishes, or null for a generated one
 */
public record NewLink(
    TargetUrl target,
    RedirectStatus status,
    @Nullable Instant expiresAt,
    @Nullable Long maxClicks,
    @Nullable ShortCode code) {}
