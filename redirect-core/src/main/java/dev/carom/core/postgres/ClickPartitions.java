package dev.carom.core.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Set;

/** The tables of single clicks, one for each day (UTC). */
final class ClickPartitions {

  private ClickPartitions() {}

  /** The name of a day's table. */
  static String name(LocalDate day) {
    return "click_" + day.toString().replace("-", "");
  }

  /** Creates the tables of days that have none yet. */
  static void create(Connection connection, Set<LocalDate> days) throws SQLException {
    for (LocalDate day : days) {
      if (!exists(connection, name(day))) {
        create(connection, day);
      }
    }
  }

  private static boolean exists(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Two who ship must not create the same at once, for which IF NOT EXISTS is no help. */
  private static void create(Connection connection, LocalDate day) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('carom.click', 0))");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS %s PARTITION OF click FOR VALUES FROM ('%s 00:00Z') TO ('%s 00:00Z')"
              .formatted(name(day), day, day.plusDays(1)));
    }
  }
}
