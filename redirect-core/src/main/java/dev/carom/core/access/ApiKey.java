package dev.carom.core.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key of the API, without its secret, which nobody knows but whoever it was shown to.
 *
 * @param workspace the number of the workspace that it belongs to
 * @param name what it is for
 * @param prefix what its secret begins with, to tell keys apart by
 * @param expiresAt from when on it is not valid, or null
 * @param lastUsedAt when it was used last, to the minute, or null if it never was
 * @param revokedAt since when it is not valid, or null
 */
public record ApiKey(
    long id,
    int workspace,
    String name,
    Role role,
    String prefix,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  /** Whether a key can be used. */
  public enum State {
    ACTIVE,
    EXPIRED,
    REVOKED
  }

  public State state(Instant now) {
    if (revokedAt != null) {
      return State.REVOKED;
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.ACTIVE;
  }
}
