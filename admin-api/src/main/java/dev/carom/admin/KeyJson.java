package dev.carom.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carom.core.access.ApiKey;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A key of the API as it is sent.
 *
 * @param key its secret, which is sent once
 * @param keyOmitted true in place of a secret that was sent once already
 */
record KeyJson(
    String id,
    String workspace,
    String name,
    String role,
    String prefix,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean keyOmitted,
    String state,
    String createdAt,
    @Nullable String expiresAt,
    @Nullable String lastUsedAt,
    @Nullable String revokedAt) {

  static KeyJson of(ApiKey key, @Nullable String secret, Instant now) {
    return of(key, secret, null, now);
  }

  /** What is kept of an answer. One that made or rotated a key has a secret, which is not. */
  static KeyJson withoutSecret(ApiKey key, Instant now) {
    return of(key, null, key.revokedAt() == null ? true : null, now);
  }

  private static KeyJson of(
      ApiKey key, @Nullable String secret, @Nullable Boolean keyOmitted, Instant now) {
    return new KeyJson(
        Long.toString(key.id()),
        Integer.toString(key.workspace()),
        key.name(),
        key.role().text(),
        key.prefix(),
        secret,
        keyOmitted,
        key.state(now).name().toLowerCase(Locale.ROOT),
        Timestamps.format(key.createdAt()),
        time(key.expiresAt()),
        time(key.lastUsedAt()),
        time(key.revokedAt()));
  }

  private static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : Timestamps.format(time);
  }
}
