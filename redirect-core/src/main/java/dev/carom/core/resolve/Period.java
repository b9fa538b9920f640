package dev.carom.core.resolve;

import dev.carom.core.link.TargetUrl;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a link can be followed. Immutable.
 *
 * @param fromMillis from when on, in milliseconds since the epoch
 * @param untilMillis until when, exclusively
 * @param afterwards where those are sent who come too late, or null if they are told that it is
 *     gone
 */
public record Period(long fromMillis, long untilMillis, @Nullable TargetUrl afterwards) {

  public static final Period ALWAYS = new Period(Long.MIN_VALUE, Long.MAX_VALUE, null);

  /**
   * Returns a period.
   *
   * @param from null: from ever
   * @param until null: for ever
   */
  public static Period of(
      @Nullable Instant from, @Nullable Instant until, @Nullable TargetUrl afterwards) {
    return of(
        from == null ? Long.MIN_VALUE : from.toEpochMilli(),
        until == null ? Long.MAX_VALUE : until.toEpochMilli(),
        afterwards);
  }

  /** Returns a period; {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE} are no bounds. */
  public static Period of(long fromMillis, long untilMillis, @Nullable TargetUrl afterwards) {
    Period period = new Period(fromMillis, untilMillis, afterwards);
    // Most links' is the same, and need not be there for each.
    return period.equals(ALWAYS) ? ALWAYS : period;
  }

  /** Whether nobody has to ask what time it is. */
  public boolean isUnbounded() {
    return untilMillis == Long.MAX_VALUE && fromMillis == Long.MIN_VALUE;
  }

  /** Whether this says no more than when it ends, if it does. */
  public boolean isPlain() {
    return fromMillis == Long.MIN_VALUE && afterwards == null;
  }
}
