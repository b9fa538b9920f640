package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The database's tables, brought up to date by {@code carom migrate}; servers only look whether
 * they are.
 */
public final class Schema {

  /** The version that this program's statements need at least. */
  static final int VERSION = 22;

  static final String NOT_MIGRATED =
      "the database's schema is older than this program: run ./carom migrate";
  static final String OTHER_SECRET =
      "code.secret is not the one that this database was set up with, and codes cannot be read without it: configure that one";

  private Schema() {}

  /**
   * Brings the schema up to date, binds the database to a secret if it is new, and starts generated
   * codes at a length. Does nothing where nothing is to be done.
   *
   * @param secretFingerprint the fingerprint of {@code code.secret}
   * @param codeLength the least length of codes from now on; it can only grow
   * @throws StoreException if the database cannot be reached, or belongs to another secret
   */
  public static void migrate(Database database, String secretFingerprint, int codeLength) {
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource(database.pool())
          .locations("classpath:dev/carom/core/postgres/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreException("the schema could not be migrated: " + e.getMessage(), e);
    }
    String owner = claim(database, secretFingerprint);
    if (!owner.equals(secretFingerprint)) {
      throw new StoreException(OTHER_SECRET);
    }
    startIdsAt(database, CodeGenerator.firstId(codeLength));
  }

  /** Returns the fingerprint that the database is bound to from now on. */
  private static String claim(Database database, String secretFingerprint) {
    return database.transact(
        "the database could not be bound to code.secret",
        connection -> {
          try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO installation (secret_fingerprint) VALUES (?) ON CONFLICT DO NOTHING");
              PreparedStatement select =
                  connection.prepareStatement("SELECT secret_fingerprint FROM installation")) {
            insert.setString(1, secretFingerprint);
            insert.executeUpdate();
            try (ResultSet row = select.executeQuery()) {
              row.next();
              return row.getString(1);
            }
          }
        });
  }

  private static void startIdsAt(Database database, long firstId) {
    database.call(
        "the first id could not be set",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT setval('link_id', ?, false) FROM link_id WHERE last_value < ?")) {
            statement.setLong(1, firstId);
            statement.setLong(2, firstId);
            return statement.execute();
          }
        });
  }
}
