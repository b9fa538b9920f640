package dev.carom.admin;

import dev.carom.core.testing.TestDatabase;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A redirect server that is alive, and does not get to apply changes. */
final class SlowServer implements AutoCloseable {

  private final TestDatabase database;
  private final ScheduledExecutorService renewal = Executors.newScheduledThreadPool(1);

  SlowServer(TestDatabase database) {
    this.database = database;
    database.execute(
        """
        INSERT INTO lease (server, renewals, applied, live, name, renewed_at)
        VALUES (gen_random_uuid(), 1, 0, true, 'slow', now())\
        """);
    var _ =
        renewal.scheduleWithFixedDelay(
            () -> database.execute("UPDATE lease SET renewals = renewals + 1"),
            0,
            200,
            TimeUnit.MILLISECONDS);
  }

  void applies() {
    database.execute("UPDATE lease SET applied = 9000000000000000");
  }

  @Override
  public void close() {
    renewal.close();
    database.execute("DELETE FROM lease");
  }
}
