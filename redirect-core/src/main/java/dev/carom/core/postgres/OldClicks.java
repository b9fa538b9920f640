package dev.carom.core.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Forgets single clicks by dropping the partitions of old days. Before, it rolls up what only the
 * single clicks tell, some links at a time: each part is a transaction of its own, and takes with
 * it what it has rolled up, so that none is rolled up twice. The last part locks everybody out, so
 * that nothing comes between it and the drop. Immutable.
 *
 * @param part how many clicks a part takes, and more if one link has more
 */
record OldClicks(int part) {

  private static final String TRY_LOCK =
      "SELECT pg_try_advisory_xact_lock(hashtextextended('carom.click.forget', 0))";

  private static final String OLDEST =
      """
      SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
      WHERE inhparent = 'click'::regclass AND relname::text ~ '^click_[0-9]{8}$' AND relname::text < ?
      ORDER BY relname LIMIT 1\
      """;

  /** Up to which link there are so many clicks, or null if there are not. */
  private static String boundOf(String table) {
    return """
    SELECT link_id FROM %s WHERE link_id > 0 AND NOT rolled
    ORDER BY link_id, rolled, id OFFSET ? LIMIT 1\
    """
        .formatted(table);
  }

  private static String rollUpOf(String table) {
    return """
    WITH gone AS (
        DELETE FROM %s WHERE link_id > 0 AND link_id <= ? AND NOT rolled RETURNING *),
    parts AS (
        INSERT INTO click_breakdown AS there (link_id, dimension, minutes, start, traffic, value, clicks, workspace)
        SELECT link_id, dimension, minutes,
            date_bin(make_interval(mins => minutes), at, '2000-01-01 00:00Z'), traffic, coalesce(value, ''), count(*),
            min(workspace)
        FROM gone,
            LATERAL (VALUES (1, country), (2, city || coalesce(', ' || country, '')), (3, referrer),
                (4, device), (5, browser), (6, os), (7, language)) AS known (dimension, value),
            (VALUES (15), (1440)) AS width (minutes)
        GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (link_id, dimension, minutes, start, traffic, value) DO UPDATE
        SET clicks = there.clicks + EXCLUDED.clicks)
    UPDATE click_count AS there SET uniques = there.uniques + visited.uniques
    FROM (
        SELECT link_id, date_bin('15 minutes', first, '2000-01-01 00:00Z') AS bucket, traffic, count(*) AS uniques
        FROM (
            SELECT link_id, min(at) AS first, traffic FROM gone
            WHERE visitor IS NOT NULL
            GROUP BY link_id, traffic, visitor) AS visitor
        GROUP BY 1, 2, 3) AS visited
    WHERE (there.link_id, there.bucket, there.traffic) = (visited.link_id, visited.bucket, visited.traffic)\
    """
        .formatted(table);
  }

  /** A sketch is of use as long as clicks of its day come in. */
  private static final String FORGET_SKETCHES =
      "DELETE FROM click_visitors WHERE day < (now() AT TIME ZONE 'UTC')::date - 7";

  /**
   * Does a part of it.
   *
   * @return whether there is more to do
   */
  boolean forgetBefore(Connection connection, LocalDate oldest) throws SQLException {
    if (!tryLock(connection)) {
      return false;
    }
    String partition = oldest(connection, oldest);
    if (partition == null) {
      execute(connection, FORGET_SKETCHES);
      return false;
    }
    Long bound = bound(connection, partition);
    if (bound != null) {
      rollUp(connection, partition, bound);
    } else {
      // Whoever ships must not have to wait for long behind this, which waits for them.
      execute(connection, "SET LOCAL lock_timeout = '1s'");
      execute(connection, "LOCK TABLE click, %s IN ACCESS EXCLUSIVE MODE".formatted(partition));
      rollUp(connection, partition, Long.MAX_VALUE);
      execute(connection, "DROP TABLE " + partition);
    }
    return true;
  }

  private static boolean tryLock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TRY_LOCK)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static @Nullable String oldest(Connection connection, LocalDate before)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OLDEST)) {
      statement.setString(1, ClickPartitions.name(before));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private @Nullable Long bound(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(boundOf(table))) {
      statement.setInt(1, part);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : null;
      }
    }
  }

  private static void rollUp(Connection connection, String table, long bound) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(rollUpOf(table))) {
      statement.setLong(1, bound);
      statement.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
