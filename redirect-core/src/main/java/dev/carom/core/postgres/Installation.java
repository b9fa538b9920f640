package dev.carom.core.postgres;

import dev.carom.core.link.MisfitException;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database is the one that this process belongs to: its schema is recent enough, and it
 * was set up with the same {@code code.secret}. Looked at until it fits, several times a second,
 * since it may be migrated, or come back, while processes wait. Usable by any thread.
 */
public final class Installation implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Installation.class);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(200);

  private static final String LOOK =
      """
      SELECT (SELECT max(version::int) FROM flyway_schema_history WHERE success),
             (SELECT secret_fingerprint FROM installation)\
      """;

  private final Database database;
  private final String secretFingerprint;
  private final FailureLog failures = new FailureLog(logger, "PostgreSQL cannot be used yet");
  private final Thread watch = Thread.ofVirtual().name("installation-watch").unstarted(this::watch);

  private final CountDownLatch fit = new CountDownLatch(1);

  /** Why the database does not fit, or null once it does. */
  private volatile @Nullable String misfit = "PostgreSQL has not been reached yet";

  private Installation(Database database, String secretFingerprint) {
    this.database = database;
    this.secretFingerprint = secretFingerprint;
  }

  /**
   * Looks at the database once, and goes on looking behind the caller's back if it does not fit
   * yet.
   */
  public static Installation watch(Database database, String secretFingerprint) {
    Installation installation = new Installation(database, secretFingerprint);
    installation.look();
    if (installation.misfit() != null) {
      installation.watch.start();
    }
    return installation;
  }

  /** Returns why the database does not fit, or null if it does. */
  public @Nullable String misfit() {
    return misfit;
  }

  /** Waits until the database fits, or for no longer than this; says whether it does. */
  public boolean awaitFit(Duration atMost) throws InterruptedException {
    return fit.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  void requireFit() {
    String reason = misfit;
    if (reason != null) {
      throw new MisfitException(reason);
    }
  }

  private void watch() {
    try {
      // The first look of a process is often too short for its first connection: no news yet.
      for (String reason = misfit; reason != null; reason = misfit) {
        Thread.sleep(RETRY_INTERVAL);
        look();
        if (misfit != null) {
          failures.failed(reason);
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void look() {
    try {
      misfit =
          database.call(
              "PostgreSQL cannot be reached",
              connection -> {
                try (PreparedStatement statement = connection.prepareStatement(LOOK);
                    ResultSet row = statement.executeQuery()) {
                  row.next();
                  return judge(row.getInt(1), row.getString(2));
                }
              });
    } catch (StoreException e) {
      misfit = isUndefinedTable(e) ? Schema.NOT_MIGRATED : FailureLog.rootMessage(e);
    }
    if (misfit == null) {
      fit.countDown();
    }
  }

  private @Nullable String judge(int version, @Nullable String fingerprint) {
    if (version < Schema.VERSION || fingerprint == null) {
      return Schema.NOT_MIGRATED;
    }
    return fingerprint.equals(secretFingerprint) ? null : Schema.OTHER_SECRET;
  }

  private static boolean isUndefinedTable(StoreException e) {
    return e.getCause() instanceof SQLException cause && "42P01".equals(cause.getSQLState());
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
