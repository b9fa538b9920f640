package dev.carom.admin.oidc;

import dev.carom.core.access.Role;
import dev.carom.core.config.OidcConfig;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The claim of a token that says what somebody is. Where several of its values are known, the role
 * that may most counts.
 *
 * @param name the claim's name, or if there is none of that name its path, with dots
 * @param values which of its values make which role
 */
record RoleClaim(String name, Map<Role, Set<String>> values) {

  /** The claims whose strings are lists, separated by spaces (RFC 8693, section 4.2). */
  private static final Set<String> SCOPES = Set.of("scope", "scp");

  RoleClaim {
    values = Map.copyOf(values);
  }

  static RoleClaim of(OidcConfig config) {
    return new RoleClaim(
        config.roleClaim(),
        Map.of(
            Role.ADMIN, config.admins(),
            Role.EDITOR, config.editors(),
            Role.VIEWER, config.viewers()));
  }

  /** Returns the role that follows from a token's claims, or null if none does. */
  @Nullable Role role(Map<String, Object> claims) {
    Collection<String> said = strings(claim(claims));
    for (Role role : Role.values()) {
      if (!Collections.disjoint(values.getOrDefault(role, Set.of()), said)) {
        return role;
      }
    }
    return null;
  }

  private @Nullable Object claim(Map<String, Object> claims) {
    Object claim = claims.get(name);
    if (claim != null) {
      return claim;
    }
    Object at = claims;
    for (String step : name.split("\\.", -1)) {
      at = at instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return at;
  }

  private Collection<String> strings(@Nullable Object claim) {
    return switch (claim) {
      case String text when SCOPES.contains(name) -> List.of(text.split(" ", -1));
      case String text -> List.of(text);
      case Collection<?> list ->
          list.stream()
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .collect(Collectors.toSet());
      case null, default -> List.of();
    };
  }
}
