package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** The state of {@code deadlock_detected}. */
  private static final String DEADLOCK = "40P01";

  private static final int MAX_ATTEMPTS = 20;

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
    Flyway flyway =
        Flyway.configure(Schema.class.getClassLoader())
            .dataSource(database.pool())
            .locations("classpath:dev/carom/core/postgres/migration")
            .load();
    for (int attempt = 1; !isMigrated(flyway, attempt); attempt++) {
      LOG.info("A server's statement was in the way of the schema's migration; trying again");
    }
    String owner = claim(database, secretFingerprint);
    if (!owner.equals(secretFingerprint)) {
      throw new StoreException(OTHER_SECRET);
    }
    startIdsAt(database, CodeGenerator.firstId(codeLength));
  }

  /**
   * Tries to migrate. A migration takes a table, then what looks at it; servers that go on
   * meanwhile take these in the other order, and PostgreSQL ends one of the two. What was ended has
   * changed nothing.
   *
   * @return false if it is to be tried again
   */
  private static boolean isMigrated(Flyway flyway, int attempt) {
    try {
      flyway.migrate();
      return true;
    } catch (FlywayException e) {
      if (isDeadlock(e) && attempt < MAX_ATTEMPTS) {
        return false;
      }
      throw new StoreException("the schema could not be migrated: " + e.getMessage(), e);
    }
  }

  private static boolean isDeadlock(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause -> cause instanceof SQLException sql && DEADLOCK.equals(sql.getSQLState()));
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
