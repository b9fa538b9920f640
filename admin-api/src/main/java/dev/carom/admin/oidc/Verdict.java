package dev.carom.admin.oidc;

import dev.carom.core.access.Role;

/** What a token is worth. */
public sealed interface Verdict {

  /**
   * It is valid, and whoever shows it has a role.
   *
   * @param subject what the issuer calls them
   */
  record Admitted(String subject, Role role) implements Verdict {}

  /** It is valid, and says nothing from which a role follows. */
  record NoRole(String reason) implements Verdict {}

  /**
   * It is not valid.
   *
   * @param reason what is wrong with it: visible ASCII and spaces, without quotes and backslashes
   */
  record Refused(String reason) implements Verdict {}

  /** It names a key that is not among the issuer's, as far as they are known. */
  record UnknownKey() implements Verdict {}
}
