package dev.carom.admin.oidc;

import dev.carom.core.access.Workspace;
import dev.carom.core.config.OidcConfig;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The claim of a token that says for which workspace somebody works, by its number; who says
 * several says none.
 *
 * @param claim the claim, or null where everybody works for the first workspace
 */
record WorkspaceClaim(@Nullable Claim claim) {

  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

  static WorkspaceClaim of(OidcConfig config) {
    String name = config.workspaceClaim();
    return new WorkspaceClaim(name.isEmpty() ? null : new Claim(name));
  }

  /**
   * Returns the number, or null if none is said. Whether there is such a workspace, others know.
   */
  @Nullable Integer workspace(Map<String, Object> claims) {
    if (claim == null) {
      return Workspace.FIRST;
    }
    String text = text(claims);
    return text != null && NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
  }

  private @Nullable String text(Map<String, Object> claims) {
    if (claim == null) {
      return null;
    }
    if (claim.value(claims) instanceof Number number) {
      return number.toString();
    }
    Collection<String> said = claim.strings(claims);
    return said.size() == 1 ? List.copyOf(said).getFirst() : null;
  }
}
