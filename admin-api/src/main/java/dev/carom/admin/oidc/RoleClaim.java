package dev.carom.admin.oidc;

import dev.carom.core.access.Role;
import dev.carom.core.config.OidcConfig;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claim of a token that says what somebody is. Where several of its values are known, the role
 * that may most counts.
 *
 * @param values which of its values make which role
 */
record RoleClaim(Claim claim, Map<Role, Set<String>> values) {

  RoleClaim {
    values = Map.copyOf(values);
  }

  static RoleClaim of(OidcConfig config) {
    return new RoleClaim(
        new Claim(config.roleClaim()),
        Map.of(
            Role.ADMIN, config.admins(),
            Role.EDITOR, config.editors(),
            Role.VIEWER, config.viewers()));
  }

  /** Returns the role that follows from a token's claims, or null if none does. */
  @Nullable Role role(Map<String, Object> claims) {
    Collection<String> said = claim.strings(claims);
    for (Role role : Role.values()) {
      if (!Collections.disjoint(values.getOrDefault(role, Set.of()), said)) {
        return role;
      }
    }
    return null;
  }
}
