package dev.carom.admin.oidc;

import dev.carom.core.access.Role;

/** What a token is worth. */
public sealed interface Verdict {

  /**
   * It is valid, and whoever shows it has a role.
   *
   * @param subject what the issuer calls them
   * @param workspace the number of the workspace that they work for, if there is such a one
   */
  record Admitted(String subject, Role role, int workspace) implements Verdict {}

  /** It is valid, and says nothing from which a role follows. */
  record NoRole(String reason) implements Verdict {}

  /**
   * It is not valid.
   *
   * @param reason what is wrong with it: visible ASCII and spaces, without quotes and backslashes
   */
  record Refused(String reason) implements Verdict {}

  /** It is valid, and says nothing from which a workspace follows. */
  record NoWorkspace(String reason) implements Verdict {}

  /** It names a key that is not among the issuer's, as far as they are known. */
  record UnknownKey() implements Verdict {}
}
