package dev.carom.admin;

import dev.carom.core.access.NewApiKey;
import dev.carom.core.access.Role;
import dev.carom.core.link.InvalidValueException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what clients write about keys of the API, as {@link LinkFields} does about links. */
final class KeyFields {

  private static final String NAME = "name";
  private static final String ROLE = "role";
  private static final String EXPIRES_AT = "expiresAt";
  private static final List<String> FIELDS = List.of(NAME, ROLE, EXPIRES_AT);

  private static final String ROLES =
      Arrays.stream(Role.values()).map(Role::text).collect(Collectors.joining(", "));

  private KeyFields() {}

  /**
   * Reads a key to be made.
   *
   * @throws ProblemException with all that is wrong with it
   */
  static NewApiKey newKey(JsonObject body, Instant now) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields = new BodyFields(body.properties(), errors);
    fields.refuseOthers(FIELDS, "a key");
    fields.require(NAME, "what the key is for");
    fields.require(ROLE, "one of " + ROLES);
    String name = fields.text(NAME, false, NewApiKey::name);
    Role role = fields.text(ROLE, false, KeyFields::role);
    Instant expiresAt = fields.text(EXPIRES_AT, true, text -> Timestamps.parseFuture(text, now));
    errors.throwIfAny(ProblemType.INVALID_KEY);
    if (name == null || role == null) {
      throw new IllegalStateException("a body without name or role passed its checks");
    }
    return new NewApiKey(name, role, expiresAt);
  }

  private static Role role(String text) {
    Role role = Role.of(text);
    if (role == null) {
      throw new InvalidValueException("must be one of " + ROLES);
    }
    return role;
  }
}
