package dev.carom.core.postgres;

import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Clicks in PostgreSQL: each in the partition of its day, and counted by the quarter of an hour.
 */
public final class PostgresClickStore implements ClickStore {

  private static final long BUCKET_MILLIS = 15 * 60 * 1000;

  private static final String MOVE =
      """
      UPDATE click_journal SET position = ?, updated_at = now() WHERE id = ? AND position = ?\
      """;

  private static final String COPY =
      """
      COPY click (at, link_id, traffic, visitor, country, referrer, language, browser, os, device, code)
      FROM STDIN\
      """;

  /** In the order of the key, so that two who ship wait for each other and never in a circle. */
  private static final String COUNT =
      """
      INSERT INTO click_count AS there (link_id, bucket, traffic, clicks)
      SELECT link_id, to_timestamp(bucket), traffic, clicks
      FROM unnest(?::bigint[], ?::bigint[], ?::smallint[], ?::bigint[])
          AS here (link_id, bucket, traffic, clicks)
      ON CONFLICT (link_id, bucket, traffic) DO UPDATE SET clicks = there.clicks + EXCLUDED.clicks\
      """;

  private record Bucket(long linkId, long startMillis, int traffic) {

    private static final Comparator<Bucket> BY_KEY =
        Comparator.comparingLong(Bucket::linkId)
            .thenComparingLong(Bucket::startMillis)
            .thenComparingInt(Bucket::traffic);

    private static Bucket of(Counted click) {
      long start = Math.floorDiv(click.timeMillis(), BUCKET_MILLIS) * BUCKET_MILLIS;
      return new Bucket(click.linkId(), start, click.traffic().number());
    }
  }

  private final Database database;
  private final Installation installation;

  public PostgresClickStore(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public long position(UUID journal) {
    installation.requireFit();
    return database.transact(
        "the position of a click journal could not be read",
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO click_journal (id) VALUES (?) ON CONFLICT (id) DO NOTHING")) {
            insert.setObject(1, journal);
            insert.executeUpdate();
          }
          try (PreparedStatement select =
              connection.prepareStatement("SELECT position FROM click_journal WHERE id = ?")) {
            select.setObject(1, journal);
            try (ResultSet row = select.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  @Override
  public boolean store(UUID journal, long from, long to, List<Counted> clicks) {
    installation.requireFit();
    return database.transact(
        "clicks could not be stored",
        connection -> {
          if (!move(connection, journal, from, to)) {
            return false;
          }
          createPartitions(connection, clicks);
          copy(connection, clicks);
          count(connection, clicks);
          return true;
        });
  }

  /** Holds the journal's row from here on, so that nobody else can ship the same. */
  private static boolean move(Connection connection, UUID journal, long from, long to)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
      statement.setLong(1, to);
      statement.setObject(2, journal);
      statement.setLong(3, from);
      return statement.executeUpdate() == 1;
    }
  }

  @Override
  public byte[] visitorKey(LocalDate day, LocalDate oldest, byte[] proposal) {
    installation.requireFit();
    return database.transact(
        "the key of a day's visitors could not be read",
        connection -> {
          try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO visitor_key (day, key) VALUES (?, ?) ON CONFLICT (day) DO NOTHING");
              PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM visitor_key WHERE day < ?");
              PreparedStatement select =
                  connection.prepareStatement("SELECT key FROM visitor_key WHERE day = ?")) {
            insert.setObject(1, day);
            insert.setBytes(2, proposal);
            insert.executeUpdate();
            delete.setObject(1, oldest);
            delete.executeUpdate();
            select.setObject(1, day);
            try (ResultSet row = select.executeQuery()) {
              row.next();
              return row.getBytes(1);
            }
          }
        });
  }

  private static void createPartitions(Connection connection, List<Counted> clicks)
      throws SQLException {
    Set<LocalDate> days = new TreeSet<>();
    clicks.forEach(click -> days.add(day(click)));
    for (LocalDate day : days) {
      String name = "click_" + day.toString().replace("-", "");
      if (!exists(connection, name)) {
        createPartition(connection, name, day);
      }
    }
  }

  private static LocalDate day(Counted click) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(click.timeMillis()), ZoneOffset.UTC);
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
  private static void createPartition(Connection connection, String name, LocalDate day)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('carom.click', 0))");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS %s PARTITION OF click FOR VALUES FROM ('%s 00:00Z') TO ('%s 00:00Z')"
              .formatted(name, day, day.plusDays(1)));
    }
  }

  private static void copy(Connection connection, List<Counted> clicks) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      CopyRows rows = new CopyRows(copy);
      for (Counted click : clicks) {
        rows.row(
            Instant.ofEpochMilli(click.timeMillis()).toString(),
            Long.toString(click.linkId()),
            Integer.toString(click.traffic().number()),
            click.visitor() == Click.NOBODY ? null : Long.toString(click.visitor()),
            click.country(),
            click.referrer(),
            click.language(),
            click.agent().browser(),
            click.agent().os(),
            click.agent().device(),
            click.code());
      }
      rows.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void count(Connection connection, List<Counted> clicks) throws SQLException {
    Map<Bucket, Long> counts = new TreeMap<>(Bucket.BY_KEY);
    clicks.forEach(click -> counts.merge(Bucket.of(click), 1L, Long::sum));
    Bucket[] buckets = counts.keySet().toArray(Bucket[]::new);
    Object[] links = new Object[buckets.length];
    Object[] starts = new Object[buckets.length];
    Object[] traffic = new Object[buckets.length];
    for (int i = 0; i < buckets.length; i++) {
      links[i] = buckets[i].linkId();
      starts[i] = buckets[i].startMillis() / 1000;
      traffic[i] = (short) buckets[i].traffic();
    }
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      statement.setArray(1, connection.createArrayOf("bigint", links));
      statement.setArray(2, connection.createArrayOf("bigint", starts));
      statement.setArray(3, connection.createArrayOf("smallint", traffic));
      statement.setArray(4, connection.createArrayOf("bigint", counts.values().toArray()));
      statement.executeUpdate();
    }
  }
}
