package dev.carom.core.postgres;

import dev.carom.core.access.ApiKey;
import dev.carom.core.access.ApiKeyStore;
import dev.carom.core.access.KeySecret;
import dev.carom.core.access.NewApiKey;
import dev.carom.core.access.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keys of the API in the table {@code api_key}. */
public final class PostgresApiKeyStore implements ApiKeyStore {

  private static final String COLUMNS =
      " id, workspace, name, role, prefix, created_at, expires_at, last_used_at, revoked_at";

  private static final String RETURNING = " RETURNING" + COLUMNS;

  private static final String CREATE =
      """
      INSERT INTO api_key (name, role, expires_at, prefix, digest)
      VALUES (?, ?, ?::timestamptz, ?, decode(?, 'hex'))\
      """
          + RETURNING;

  private static final String SELECT = "SELECT" + COLUMNS + " FROM api_key ";
  private static final String BY_ID = SELECT + "WHERE id = ?";

  /** Of a workspace that is given up, nobody has a key. */
  private static final String BY_DIGEST =
      SELECT
          + """
          WHERE digest = decode(?, 'hex')
            AND EXISTS (SELECT FROM workspace WHERE workspace.id = api_key.workspace AND deleted_at IS NULL)\
          """;

  private static final String LIST = SELECT + "WHERE id < ? ORDER BY id DESC LIMIT ?";

  private static final String ROTATE =
      """
      UPDATE api_key SET prefix = ?, digest = decode(?, 'hex'), last_used_at = NULL
      WHERE id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())\
      """
          + RETURNING;

  private static final String REVOKE =
      "UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = ?" + RETURNING;

  private static final String TOUCH =
      """
      UPDATE api_key SET last_used_at = now()
      WHERE id = ? AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')\
      """;

  private final Database whole;
  private final Database database;
  private final Installation installation;

  /**
   * @param whole shows the keys of all workspaces
   * @param database shows whoever is worked for those of their own
   */
  public PostgresApiKeyStore(Database whole, Database database, Installation installation) {
    this.whole = whole;
    this.database = database;
    this.installation = installation;
  }

  @Override
  public ApiKey create(NewApiKey key, KeySecret secret) {
    return Objects.requireNonNull(
        changed(
            "a key of the API could not be created",
            CREATE,
            key.name(),
            key.role().text(),
            LinkRows.timestamp(key.expiresAt()),
            secret.prefix(),
            secret.digest()));
  }

  @Override
  public @Nullable ApiKey find(long id) {
    return first(database, BY_ID, id);
  }

  @Override
  public @Nullable ApiKey findByDigest(String digest) {
    return first(whole, BY_DIGEST, digest);
  }

  @Override
  public List<ApiKey> list(long before, int limit) {
    return all(database, LIST, before, limit);
  }

  @Override
  public @Nullable ApiKey rotate(long id, KeySecret secret) {
    return changed(
        "a key of the API could not be rotated", ROTATE, secret.prefix(), secret.digest(), id);
  }

  @Override
  public @Nullable ApiKey revoke(long id) {
    return changed("a key of the API could not be revoked", REVOKE, id);
  }

  @Override
  public void touch(long id) {
    installation.requireFit();
    whole.call(
        "the use of a key of the API could not be noted",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(TOUCH)) {
            statement.setLong(1, id);
            return statement.executeUpdate();
          }
        });
  }

  private @Nullable ApiKey first(Database from, String sql, @Nullable Object... parameters) {
    return first(all(from, sql, parameters));
  }

  private @Nullable ApiKey changed(String failure, String sql, @Nullable Object... parameters) {
    installation.requireFit();
    return database.change(
        failure,
        connection -> {
          ApiKey key = first(all(connection, sql, parameters));
          if (key != null) {
            PostgresAnswerStore.keep(connection, answers -> answers.changed(key));
          }
          return key;
        });
  }

  private static @Nullable ApiKey first(List<ApiKey> keys) {
    return keys.isEmpty() ? null : keys.getFirst();
  }

  private List<ApiKey> all(Database from, String sql, @Nullable Object... parameters) {
    installation.requireFit();
    return from.call(
        "keys of the API could not be read", connection -> all(connection, sql, parameters));
  }

  private static List<ApiKey> all(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<ApiKey> keys = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          keys.add(key(row));
        }
      }
      return keys;
    }
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    String role = row.getString("role");
    return new ApiKey(
        row.getLong("id"),
        row.getInt("workspace"),
        row.getString("name"),
        Objects.requireNonNull(Role.of(role), () -> "no role is called " + role),
        row.getString("prefix"),
        LinkRows.createdAt(row),
        LinkRows.instant(row, "expires_at"),
        LinkRows.instant(row, "last_used_at"),
        LinkRows.instant(row, "revoked_at"));
  }
}
