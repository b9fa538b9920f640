package dev.carom.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One connection of the superuser's. */
final class Sql implements AutoCloseable {
  private final Connection connection;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  static Sql connect(EmbeddedPostgres server) throws SQLException {
    return connect(server, server.password());
  }

  static Sql connect(EmbeddedPostgres server, String password) throws SQLException {
    return new Sql(
        DriverManager.getConnection(server.jdbcUrl("postgres"), server.superuser(), password));
  }

  static void run(EmbeddedPostgres server, String statement) throws SQLException {
    try (Sql sql = connect(server)) {
      sql.run(statement);
    }
  }

  static String value(EmbeddedPostgres server, String query) throws SQLException {
    try (Sql sql = connect(server)) {
      return sql.value(query);
    }
  }

  void run(String statement) throws SQLException {
    try (Statement it = connection.createStatement()) {
      it.execute(statement);
    }
  }

  /** Whether the statement succeeded. */
  boolean tryRun(String statement) {
    try {
      run(statement);
      return true;
    } catch (SQLException _) {
      return false;
    }
  }

  String value(String query) throws SQLException {
    try (Statement it = connection.createStatement();
        ResultSet row = it.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
