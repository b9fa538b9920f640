package dev.carom.admin;

import dev.carom.core.access.ApiKey;
import dev.carom.core.access.Role;

/**
 * Whoever was let in.
 *
 * @param name what the audit log calls them
 * @param role what they may do
 */
record Principal(String name, Role role) {

  static final Principal BOOTSTRAP = new Principal("bootstrap key", Role.ADMIN);

  static Principal of(ApiKey key) {
    return new Principal("key %d (%s)".formatted(key.id(), key.name()), key.role());
  }

  /** Whoever an OpenID provider calls so. */
  static Principal ofToken(String subject, Role role) {
    return new Principal("token (%s)".formatted(subject), role);
  }
}
