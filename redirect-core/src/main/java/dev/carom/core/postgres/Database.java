package dev.carom.core.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import com.zaxxer.hikari.pool.HikariPool;
import dev.carom.core.access.Actor;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.link.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of connections to PostgreSQL, each with deadlines on both ends. It opens without a
 * server: connections are made when they are asked for, so a process that starts during an outage
 * recovers by itself. Usable by any thread.
 */
public final class Database implements AutoCloseable {

  private static final Duration MAX_TRANSACTION = Duration.ofSeconds(30);
  private static final Duration MIGRATION_PATIENCE = Duration.ofSeconds(10);
  private static final Duration MAX_IDLE_IN_TRANSACTION = Duration.ofSeconds(1);

  /** Kept ready, so that few who come at once have to wait for a connection to be made. */
  private static final int MIN_IDLE = 6;

  private final HikariDataSource pool;

  /** Shows whoever is worked for their workspace alone; null if all is to be seen. */
  private final @Nullable WorkspaceFilter filter;

  private Database(HikariDataSource pool, @Nullable WorkspaceFilter filter) {
    this.pool = pool;
    this.filter = filter;
  }

  /**
   * Opens a pool for who sees all workspaces, since they are none's: those who follow links, who
   * count clicks, who look after the installation.
   *
   * @param name what the pool is called in meters and thread names
   */
  public static Database open(String name, PostgresConfig config, MeterRegistry registry) {
    return open(name, config, registry, null);
  }

  /**
   * Opens a pool for who works for somebody: each statement sees the workspace of the thread's
   * {@link Actor} and nothing else, and fails where there is none.
   *
   * @param name what the pool is called in meters and thread names
   */
  public static Database openForWorkspaces(
      String name, PostgresConfig config, MeterRegistry registry) {
    return open(name, config, registry, new WorkspaceFilter());
  }

  private static Database open(
      String name,
      PostgresConfig config,
      MeterRegistry registry,
      @Nullable WorkspaceFilter filter) {
    HikariConfig pool = pool(name, config);
    pool.setMaximumPoolSize(config.maxConnections());
    pool.setMinimumIdle(Math.min(MIN_IDLE, config.maxConnections()));
    pool.setConnectionTimeout(config.borrowTimeout().toMillis());
    pool.setValidationTimeout(config.borrowTimeout().toMillis());
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionInitSql(
        filter == null
            ? sessionLimits(config)
            : sessionLimits(config) + ", " + WorkspaceFilter.BEGIN);
    pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
    pool.addDataSourceProperty("socketTimeout", seconds(config.socketTimeout()));
    return new Database(new HikariDataSource(pool), filter);
  }

  /**
   * Opens connections for changes of the schema, which may take as long as they need.
   *
   * @throws StoreException if the database cannot be reached
   */
  public static Database openForMigration(PostgresConfig config) {
    HikariConfig pool = pool("migrate", config);
    pool.setMaximumPoolSize(2);
    pool.setConnectionTimeout(MIGRATION_PATIENCE.toMillis());
    pool.setInitializationFailTimeout(MIGRATION_PATIENCE.toMillis());
    try {
      return new Database(new HikariDataSource(pool), null);
    } catch (HikariPool.PoolInitializationException e) {
      throw new StoreException("PostgreSQL cannot be reached: " + e.getMessage(), e);
    }
  }

  private static HikariConfig pool(String name, PostgresConfig config) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setJdbcUrl(config.url());
    pool.setUsername(config.user());
    pool.setPassword(config.password().reveal());
    pool.addDataSourceProperty("ApplicationName", "carom-" + name);
    pool.addDataSourceProperty("connectTimeout", seconds(config.connectTimeout()));
    pool.addDataSourceProperty("loginTimeout", seconds(config.connectTimeout()));
    pool.addDataSourceProperty("tcpKeepAlive", "true");
    return pool;
  }

  /** Borrows a connection, which sees what it may. */
  Connection connection() throws SQLException {
    if (filter == null) {
      return pool.getConnection();
    }
    int workspace = WorkspaceFilter.current();
    Connection connection = pool.getConnection();
    try {
      filter.apply(connection, workspace);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  HikariDataSource pool() {
    return pool;
  }

  /** Work with a connection. */
  interface Work<T extends @Nullable Object> {
    T with(Connection connection) throws SQLException;
  }

  /**
   * Does one piece of work with a borrowed connection, outside a transaction.
   *
   * @param what names the work in an error, as in "link could not be read"
   */
  <T extends @Nullable Object> T call(String what, Work<T> work) {
    try (Connection connection = connection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failure(what, e);
    }
  }

  /** Does one piece of work in a transaction, which an exception rolls back. */
  <T extends @Nullable Object> T transact(String what, Work<T> work) {
    return call(
        what,
        connection -> {
          connection.setAutoCommit(false);
          try {
            T result = work.with(connection);
            connection.commit();
            return result;
          } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
          }
        });
  }

  private static final String SET_ACTOR =
      "SELECT set_config('carom.actor', ?, true), set_config('carom.request_id', ?, true)";

  /**
   * Changes something in a transaction, as {@link #transact} does, which the audit log ascribes to
   * whoever this thread {@linkplain Actor#current works for}.
   */
  <T extends @Nullable Object> T change(String what, Work<T> work) {
    return transact(
        what,
        connection -> {
          Actor actor = Actor.current();
          if (actor != null) {
            try (PreparedStatement statement = connection.prepareStatement(SET_ACTOR)) {
              statement.setString(1, actor.name());
              statement.setString(2, actor.requestId());
              statement.execute();
            }
          }
          return work.with(connection);
        });
  }

  static StoreException failure(String what, SQLException cause) {
    return new StoreException(what, cause);
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** What is answered as done must have been done, whatever the database's default is. */
  static final String DURABLE =
      """
      SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') = 'off'\
      """;

  /**
   * Deadlines that the server keeps by itself, should this process stop in the middle of a
   * transaction. The last came with PostgreSQL 17; before, the other two bound the same for
   * transactions without long pauses. And the planner is told that all our statements are short,
   * and read by indices on storage that need not seek: none is compiled or shared out to workers,
   * which would take longer than any of ours may, nor reads a whole table for a hundredth of it.
   */
  private static String sessionLimits(PostgresConfig config) {
    return """
    SELECT set_config('statement_timeout', '%d', false),
           set_config('idle_in_transaction_session_timeout', '%d', false),
           (SELECT set_config(name, '%d', false) FROM pg_settings WHERE name = 'transaction_timeout'),
           set_config('jit', 'off', false),
           set_config('max_parallel_workers_per_gather', '0', false),
           set_config('random_page_cost', '1.1', false),
           (%s)\
    """
        .formatted(
            config.statementTimeout().toMillis(),
            MAX_IDLE_IN_TRANSACTION.toMillis(),
            MAX_TRANSACTION.toMillis(),
            DURABLE);
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  @Override
  public void close() {
    pool.close();
  }
}
