package dev.carom.admin;

import dev.carom.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Single clicks, put where the redirect servers put them. */
final class TestClicks {

  private static final String INSERT =
      """
      INSERT INTO click (at, link_id, traffic, visitor, country, referrer, browser, id)
      SELECT %s, %s, 0, n, 'NZ', '%s', 'Firefox', (pg_current_xact_id()::text::bigint << 20) + n
      FROM generate_series(1, %d) AS n
      """;

  private TestClicks() {}

  /** Prepares a database for clicks of any day. */
  static void prepare(TestDatabase database) {
    database.execute("CREATE TABLE click_ever PARTITION OF click DEFAULT");
  }

  /**
   * Puts clicks there.
   *
   * @param at the time of all of them, as SQL
   */
  static void insert(TestDatabase database, String at, String linkId, String referrer, int clicks) {
    database.execute(INSERT.formatted(at, linkId, referrer, clicks));
  }

  /** Puts clicks there, and does something before that is visible. */
  static void insertAfter(
      TestDatabase database, String linkId, String referrer, int clicks, Runnable before) {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(INSERT.formatted("now()", linkId, referrer, clicks));
      before.run();
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
