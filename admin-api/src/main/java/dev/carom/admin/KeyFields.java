package dev.carom.admin;

import dev.carom.core.access.NewApiKey;
import dev.carom.core.access.Role;
import dev.carom.core.access.WorkspaceStore;
import dev.carom.core.link.InvalidValueException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what clients write about keys of the API, as {@link LinkFields} does about links. */
final class KeyFields {

  private static final String NAME = "name";
  private static final String ROLE = "role";
  private static final String EXPIRES_AT = "expiresAt";
  private static final String WORKSPACE = "workspace";
  private static final List<String> FIELDS = List.of(NAME, ROLE, EXPIRES_AT, WORKSPACE);

  private static final String ROLES =
      Arrays.stream(Role.values()).map(Role::text).collect(Collectors.joining(", "));

  private KeyFields() {}

  /**
   * A key to be made.
   *
   * @param workspace that it shall belong to, or null for that of whoever makes it
   */
  record Wanted(NewApiKey key, @Nullable Integer workspace) {}

  /**
   * Reads a key to be made. Blocks if its workspace is named.
   *
   * @param workspaces those that whoever makes it sees
   * @throws ProblemException with all that is wrong with it
   */
  static Wanted newKey(JsonObject body, Instant now, WorkspaceStore workspaces) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields = new BodyFields(body.properties(), errors);
    fields.refuseOthers(FIELDS, "a key");
    fields.require(NAME, "what the key is for");
    fields.require(ROLE, "one of " + ROLES);
    String name = fields.text(NAME, false, NewApiKey::name);
    Role role = fields.text(ROLE, false, KeyFields::role);
    Instant expiresAt = fields.text(EXPIRES_AT, true, text -> Timestamps.parseFuture(text, now));
    Integer workspace = fields.text(WORKSPACE, true, text -> workspace(text, workspaces));
    errors.throwIfAny(ProblemType.INVALID_KEY);
    if (name == null || role == null) {
      throw new IllegalStateException("a body without name or role passed its checks");
    }
    return new Wanted(new NewApiKey(name, role, expiresAt), workspace);
  }

  private static Integer workspace(String text, WorkspaceStore workspaces) {
    Integer id = WorkspaceRoutes.parse(text);
    if (id == null || workspaces.find(id) == null) {
      throw new InvalidValueException(
          "is no workspace whose keys you may make (was %s)".formatted(JsonObject.quote(text)));
    }
    return id;
  }

  private static Role role(String text) {
    Role role = Role.of(text);
    if (role == null) {
      throw new InvalidValueException("must be one of " + ROLES);
    }
    return role;
  }
}
