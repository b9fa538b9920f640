package dev.carom.core.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * An answer that was committed with its change.
 *
 * @param request the {@linkplain IdempotentRequest#digest digest} of the request that it answers
 * @param version the number of the change, or null if it has none
 * @param lastChange a number that no change from before the reading exceeds, nor this one
 */
public record KeptAnswer(String request, Answer answer, @Nullable Long version, long lastChange) {

  /** The number to wait for if everybody shall know of the change. */
  public long awaited() {
    return version == null ? lastChange : version;
  }
}
