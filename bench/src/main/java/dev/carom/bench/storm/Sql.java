package dev.carom.bench.storm;

import dev.carom.bench.peers.MeasurementException;
import dev.carom.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What the owner of a PostgreSQL does by hand. */
public final class Sql {

  private Sql() {}

  /** Executes a statement in the database that the links are in. */
  public static void execute(EmbeddedPostgres postgres, String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new MeasurementException(sql + ": " + e.getMessage());
    }
  }
}
