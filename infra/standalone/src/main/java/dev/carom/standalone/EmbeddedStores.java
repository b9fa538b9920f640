package dev.carom.standalone;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.lifecycle.StartException;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.embedded.EmbeddedServerException;
import dev.carom.embedded.PostgresOptions;
import dev.carom.embedded.RedisOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/**
 * The PostgreSQL and the Redis of one data folder, with a role of Carom's own, which may do nothing
 * beyond its database.
 *
 * @param postgresUrl the JDBC URL of Carom's database
 */
record EmbeddedStores(
    String postgresUrl, String postgresUser, String postgresPassword, String redisUrl) {

  private static final String NAME = "carom";

  static EmbeddedStores start(
      DataFolder folder, ResourceStack resources, Consumer<String> progress) {
    try {
      EmbeddedPostgres postgres =
          resources.add(
              EmbeddedPostgres.start(folder.path(), PostgresOptions.defaults(), progress));
      EmbeddedRedis redis =
          resources.add(EmbeddedRedis.start(folder.path(), RedisOptions.defaults(), progress));
      String password = folder.secret("carom-database-password");
      prepare(postgres, password);
      return new EmbeddedStores(postgres.jdbcUrl(NAME), NAME, password, redis.url());
    } catch (EmbeddedServerException | SQLException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Makes the role and the database at the first start; later it finds them. */
  private static void prepare(EmbeddedPostgres postgres, String password) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
        Statement statement = connection.createStatement()) {
      // Hexadecimal digits, so they may stand in the statement, which takes no parameters.
      if (!exists(connection, "SELECT FROM pg_roles WHERE rolname = ?")) {
        statement.execute("CREATE ROLE carom LOGIN PASSWORD '" + password + "'");
      }
      if (!exists(connection, "SELECT FROM pg_database WHERE datname = ?")) {
        statement.execute("CREATE DATABASE carom OWNER carom");
      }
    }
  }

  private static boolean exists(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, NAME);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }
}
