package dev.carom.core.link;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a link; null leaves a property as it is.
 *
 * @param target the new target
 * @param status the new status
 * @param expiry the new expiry
 * @param start the new start
 * @param expiredTarget the new target of an expired link
 * @param clickLimit the new limit of clicks
 * @param edge whether it shall be at the edge
 * @param title the new title
 * @param notes the new notes
 * @param externalId the new name elsewhere
 * @param tags the new tags
 */
public record LinkEdit(
    @Nullable TargetUrl target,
    @Nullable RedirectStatus status,
    @Nullable Expiry expiry,
    @Nullable Start start,
    @Nullable ExpiredTarget expiredTarget,
    @Nullable ClickLimit clickLimit,
    @Nullable EdgeWish edge,
    @Nullable Text title,
    @Nullable Text notes,
    @Nullable Text externalId,
    @Nullable List<String> tags) {

  /** A change of what followers get. */
  public LinkEdit(
      @Nullable TargetUrl target,
      @Nullable RedirectStatus status,
      @Nullable Expiry expiry,
      @Nullable ClickLimit clickLimit) {
    this(target, status, expiry, null, null, clickLimit, null, null, null, null, null);
  }

  public LinkEdit {
    tags = tags == null ? null : List.copyOf(tags);
  }

  /**
   * When a link expires.
   *
   * @param at the time, or null for never
   */
  public record Expiry(@Nullable Instant at) {}

  /**
   * When a link can first be followed.
   *
   * @param at the time, or null for ever since
   */
  public record Start(@Nullable Instant at) {}

  /**
   * Where a link leads that has expired, or is used up.
   *
   * @param target the target, or null for nowhere
   */
  public record ExpiredTarget(@Nullable TargetUrl target) {}

  /**
   * How many follows by people a link takes.
   *
   * @param maxClicks the number, or null for any
   */
  public record ClickLimit(@Nullable Long maxClicks) {}

  /**
   * A text about a link.
   *
   * @param value the text, or null for none
   */
  public record Text(@Nullable String value) {}

  /** Whether this changes nothing. */
  public boolean isEmpty() {
    return Stream.of(
            target,
            status,
            expiry,
            start,
            expiredTarget,
            clickLimit,
            edge,
            title,
            notes,
            externalId,
            tags)
        .allMatch(Objects::isNull);
  }
}
