package dev.carom.admin;

import dev.carom.core.access.ApiKey;
import dev.carom.core.access.Permission;
import dev.carom.core.access.Role;
import dev.carom.core.access.Workspace;

/**
 * Whoever was let in.
 *
 * @param name what the audit log calls them
 * @param role what they may do
 * @param workspace the number of the workspace that they work for
 */
record Principal(String name, Role role, int workspace) {

  static final Principal BOOTSTRAP = new Principal("bootstrap key", Role.ADMIN, Workspace.FIRST);

  static Principal of(ApiKey key) {
    return new Principal(
        "key %d (%s)".formatted(key.id(), key.name()), key.role(), key.workspace());
  }

  /** Whoever an OpenID provider calls so. */
  static Principal ofToken(String subject, Role role, int workspace) {
    return new Principal("token (%s)".formatted(subject), role, workspace);
  }

  /** Whether they may do something, for what they are and for the workspace that they work for. */
  boolean may(Permission permission) {
    return role.may(permission) && (workspace == Workspace.FIRST || !permission.isOfInstallation());
  }
}
