package dev.carom.core.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a link; null leaves a property as it is.
 *
 * @param target the new target
 * @param status the new status
 * @param expiry the new expiry
 * @param clickLimit the new limit of clicks
 */
public record LinkEdit(
    @Nullable TargetUrl target,
    @Nullable RedirectStatus status,
    @Nullable Expiry expiry,
    @Nullable ClickLimit clickLimit) {

  /**
   * When a link expires.
   *
   * @param at the time, or null for never
   */
  public record Expiry(@Nullable Instant at) {}

  /**
   * How many follows by people a link takes.
   *
   * @param maxClicks the number, or null for any
   */
  public record ClickLimit(@Nullable Long maxClicks) {}

  /** Whether this changes nothing. */
  public boolean isEmpty() {
    return target == null && status == null && expiry == null && clickLimit == null;
  }
}
