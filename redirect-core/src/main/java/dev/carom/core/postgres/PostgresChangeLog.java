package dev.carom.core.postgres;

import dev.carom.core.change.Change;
import dev.carom.core.change.ChangeLog;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.link.Domain;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.safety.Blocklist;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The changes in PostgreSQL, read over connections of their own, which no pool can withhold. Every
 * statement commits by itself.
 */
public final class PostgresChangeLog implements ChangeLog {

  /** Longer than a healthy server takes, short enough to be told before a lease is over. */
  private static final int STATEMENT_MILLIS = 500;

  /**
   * A connection that was not made by then proves that PostgreSQL cannot be reached. With half a
   * second from one renewal to the next and {@link #STATEMENT_MILLIS} for that, it is proved before
   * a lease of two seconds is over, so that nobody has to wait for it.
   */
  private static final String LOGIN_SECONDS = "0.7";

  private static final int BATCH = 5000;

  /** What RecentChanges can tell apart at most, roughly. */
  private static final long KEPT_CHANGES = 1_000_000;

  /** In one statement, which has little time. */
  private static final long PRUNED_AT_ONCE = 20_000;

  private static final String JOIN =
      """
      INSERT INTO lease (server, renewals, applied, live, name, renewed_at)
      SELECT ?, 1, ?, true, ?, now() FROM carom_epoch()
      ON CONFLICT (server) DO UPDATE
      SET renewals = lease.renewals + 1, applied = excluded.applied, live = true, renewed_at = now()\
      """;

  /**
   * One statement, so that what it reads is one snapshot's: whoever is told that a number is the
   * last has been told of every change up to it.
   */
  private static final String POLL =
      """
      WITH renewed AS (
        UPDATE lease SET renewals = renewals + 1, applied = ?, renewed_at = now()
        WHERE server = ? AND live
        RETURNING 1
      ), changed AS (
        SELECT seq, link_id, domain_id, code FROM link_change WHERE seq > ? ORDER BY seq LIMIT ?
      )
      SELECT (SELECT count(*) FROM renewed), carom_epoch(), pruned,
             (SELECT last_value FROM link_id),
             (SELECT max(seq) FROM link_change),
             (SELECT array_agg(seq ORDER BY seq) FROM changed),
             (SELECT array_agg(link_id ORDER BY seq) FROM changed),
             (SELECT array_agg(domain_id ORDER BY seq) FROM changed),
             (SELECT array_agg(code ORDER BY seq) FROM changed)
      FROM installation\
      """;

  private static final String LEAVE = "DELETE FROM lease WHERE server = ?";

  /**
   * One at a time; and never what a live lease's owner has not applied, nor the newest ones: every
   * reading takes its number from the newest, and those who cache ask for a number that is current.
   */
  private static final String PRUNE =
      """
      WITH bound AS (
        SELECT least((SELECT min(applied) FROM lease WHERE live),
                     newest.seq - ?,
                     (SELECT seq FROM link_change ORDER BY seq OFFSET ? LIMIT 1)) AS seq
        FROM (SELECT max(seq) AS seq FROM link_change) AS newest
        WHERE newest.seq IS NOT NULL
          AND pg_try_advisory_xact_lock(hashtextextended('carom.prune', 0))
      ), noted AS (
        UPDATE installation SET pruned = bound.seq FROM bound WHERE bound.seq > pruned RETURNING 1
      )
      DELETE FROM link_change
      WHERE seq <= (SELECT seq FROM bound) AND EXISTS (SELECT FROM noted)\
      """;

  private static final String FORGET_DEAD =
      "DELETE FROM lease WHERE NOT live AND renewed_at < now() - interval '1 day'";

  private final String url;
  private final Properties properties = new Properties();
  private final Installation installation;
  private final CodeGenerator codes;

  public PostgresChangeLog(PostgresConfig config, Installation installation, CodeGenerator codes) {
    this.installation = installation;
    this.codes = codes;
    url = config.url();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password().reveal());
    properties.setProperty("ApplicationName", "carom-changes");
    properties.setProperty("loginTimeout", LOGIN_SECONDS);
    // Of whole seconds only: they end the attempt that nobody waits for any more.
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("socketTimeout", "1");
    properties.setProperty("tcpKeepAlive", "true");
    // It is always the same statement: parsed once and for all.
    properties.setProperty("prepareThreshold", "1");
  }

  /** Returns a number that no change that is visible exceeds. */
  static long lastChange(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT carom_last_change()");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public Session open() {
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(url, properties);
      installation.requireFit();
      connection.setNetworkTimeout(Runnable::run, STATEMENT_MILLIS);
      try (Statement statement = connection.createStatement()) {
        statement.execute(Database.DURABLE);
        // What nobody waits for any more would hold a connection of the server's.
        statement.execute("SET statement_timeout = " + STATEMENT_MILLIS);
        statement.execute("LISTEN carom_change");
      }
      return new PostgresSession(connection);
    } catch (SQLException e) {
      close(connection);
      throw Database.failure("PostgreSQL cannot be reached", e);
    } catch (StoreException e) {
      close(connection);
      throw e;
    }
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException _) {
      // It was of no use any more.
    }
  }

  private final class PostgresSession implements Session {

    private final Connection connection;

    private PostgresSession(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void join(Server server, long applied) {
      attempt(
          "the lease could not be begun",
          () -> {
            try (PreparedStatement statement = connection.prepareStatement(JOIN)) {
              statement.setObject(1, server.id());
              statement.setLong(2, applied);
              statement.setString(3, server.name());
              statement.executeUpdate();
            }
            return null;
          });
    }

    @Override
    public Batch poll(Server server, long applied) {
      return attempt(
          "changes could not be read",
          () -> {
            try (PreparedStatement statement = connection.prepareStatement(POLL)) {
              statement.setLong(1, applied);
              statement.setObject(2, server.id());
              statement.setLong(3, applied);
              statement.setInt(4, BATCH);
              try (ResultSet row = statement.executeQuery()) {
                row.next();
                return batch(row, applied);
              }
            }
          });
    }

    private Batch batch(ResultSet row, long applied) throws SQLException {
      @Nullable Object[] numbers = array(row, 6);
      @Nullable Object[] ids = array(row, 7);
      @Nullable Object[] domains = array(row, 8);
      @Nullable Object[] customCodes = array(row, 9);
      List<Change> changes = new ArrayList<>(numbers.length);
      boolean settings = false;
      long readTo = applied;
      for (int i = 0; i < numbers.length; i++) {
        readTo = (long) Objects.requireNonNull(numbers[i]);
        long id = (long) Objects.requireNonNull(ids[i]);
        String custom = (String) customCodes[i];
        if (id != 0) {
          int domain = (int) Objects.requireNonNull(domains[i]);
          ShortCode code = new ShortCode(domain, custom != null ? custom : codes.encode(id));
          changes.add(new Change(readTo, code, custom != null));
        }
        settings |= id == 0 && custom != null;
      }
      long newest = row.getLong(5);
      return new Batch(
          row.getLong(1) == 1,
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          changes,
          settings,
          numbers.length == BATCH ? readTo : Math.max(readTo, newest),
          newest);
    }

    private static @Nullable Object[] array(ResultSet row, int column) throws SQLException {
      var array = row.getArray(column);
      return array == null ? new Object[0] : (Object[]) array.getArray();
    }

    @Override
    public Blocklist blocklist() {
      return attempt(
          "the blocklist could not be read", () -> PostgresBlocklistStore.read(connection));
    }

    @Override
    public List<Domain> domains() {
      return attempt(
          "the domains could not be read", () -> PostgresDomainStore.readAll(connection));
    }

    @Override
    public void leave(Server server) {
      attempt(
          "the lease could not be given up",
          () -> {
            try (PreparedStatement statement = connection.prepareStatement(LEAVE)) {
              statement.setObject(1, server.id());
              return statement.executeUpdate();
            }
          });
    }

    @Override
    public void awaitChanges(Duration atMost) {
      attempt(
          "changes cannot be listened for",
          () ->
              connection
                  .unwrap(PGConnection.class)
                  .getNotifications((int) Math.max(1, atMost.toMillis())));
    }

    @Override
    public void prune() {
      attempt(
          "changes could not be pruned",
          () -> {
            try (PreparedStatement prune = connection.prepareStatement(PRUNE);
                Statement forget = connection.createStatement()) {
              prune.setLong(1, KEPT_CHANGES);
              prune.setLong(2, PRUNED_AT_ONCE);
              prune.executeUpdate();
              return forget.executeUpdate(FORGET_DEAD);
            }
          });
    }

    @Override
    public void close() {
      PostgresChangeLog.close(connection);
    }
  }

  private interface Attempt<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  private static <T extends @Nullable Object> T attempt(String what, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (SQLException e) {
      throw Database.failure(what, e);
    }
  }
}
