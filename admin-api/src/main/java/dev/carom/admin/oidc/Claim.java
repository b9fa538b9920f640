package dev.carom.admin.oidc;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A claim of a token.
 *
 * @param name the claim's name, or if there is none of that name its path, with dots
 */
record Claim(String name) {

  /** The claims whose strings are lists, separated by spaces (RFC 8693, section 4.2). */
  private static final Set<String> SCOPES = Set.of("scope", "scp");

  /** Returns what the claim says, be it one string or a list of them; what is no string is not. */
  Collection<String> strings(Map<String, Object> claims) {
    return switch (value(claims)) {
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

  @Nullable Object value(Map<String, Object> claims) {
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
}
