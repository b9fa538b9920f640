package dev.carom.core.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A migration while servers go on. */
class SchemaIT {

  /** What waits for what somebody else has locked. */
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

  /**
   * Somebody holds the view that the migration wants when it has the table, and then wants the
   * table; whoever has waited for a second first is ended, which is the migration.
   */
  @Test
  void aMigrationThatIsEndedForADeadlockIsTriedAgain() throws Exception {
    TestDatabase database = TestStores.freshDatabase();
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(database.url(), database.user(), database.password())
        .locations("classpath:dev/carom/core/postgres/migration")
        .target("21")
        .load()
        .migrate();
    long deadlocks = deadlocks(database);
    try (Connection server =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = server.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setAutoCommit(false);
      statement.execute("COMMENT ON VIEW of_workspace.link IS 'held'");
      Future<TestDatabase> migration = threads.submit(database::migrated);
      while (database.number(WAITING) == 0 && !migration.isDone()) {
        Thread.sleep(20);
      }
      assertThat(statement.execute("SELECT count(*) FROM link")).isTrue();
      server.rollback();
      assertThat(migration.get()).isEqualTo(database);
    }
    assertThat(deadlocks(database)).isGreaterThan(deadlocks);
    assertThat(database.number("SELECT max(version::int) FROM flyway_schema_history WHERE success"))
        .isEqualTo(Schema.VERSION);
  }

  /** Counted late, by the server that was told of it. */
  private static long deadlocks(TestDatabase database) throws InterruptedException {
    Thread.sleep(1_100);
    return database.number(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }
}
