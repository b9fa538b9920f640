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
 */
record KeyJson(
    String id,
    String workspace,
    String name,
    String role,
    String prefix,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
    String state,
    String createdAt,
    @Nullable String expiresAt,
    @Nullable String lastUsedAt,
    @Nullable String revokedAt) {

  static KeyJson of(ApiKey key, @Nullable String secret, Instant now) {
    return new KeyJson(
        Long.toString(key.id()),
        Integer.toString(key.workspace()),
        key.name(),
        key.role().text(),
        key.prefix(),
        secret,
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
