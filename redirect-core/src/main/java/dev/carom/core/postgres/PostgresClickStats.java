package dev.carom.core.postgres;

import dev.carom.core.click.ClickStats;
import dev.carom.core.click.TrafficClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.util.PGInterval;

/** Counts that {@link PostgresClickStore} has stored. */
public final class PostgresClickStats implements ClickStats {

  private static final String BY_CLASS =
      """
      SELECT traffic, sum(clicks) FROM click_count
      WHERE link_id = ? AND bucket >= ? AND bucket < ?
      GROUP BY traffic\
      """;

  /** A visitor has another hash every day, so distinct hashes add up to the uniques of days. */
  private static final String SERIES =
      """
      SELECT start, clicks, uniques
      FROM (
          SELECT %1$s(?, bucket, ?) AS start, sum(clicks) AS clicks FROM click_count
          WHERE link_id = ? AND bucket >= ? AND bucket < ? AND traffic = ANY (?)
          GROUP BY start) AS counted
      LEFT JOIN (
          SELECT %1$s(?, at, ?) AS start, count(DISTINCT visitor) AS uniques FROM click
          WHERE link_id = ? AND at >= ? AND at < ? AND traffic = ANY (?)
          GROUP BY start) AS visited USING (start)
      ORDER BY start\
      """;

  /** Hours do not depend on the time zone, once it is known when the first one begins. */
  private static final String HOURS = SERIES.formatted("date_bin");

  private static final String DAYS = SERIES.formatted("date_trunc");

  private static final PGInterval HOUR = new PGInterval(0, 0, 0, 1, 0, 0);

  private final Database database;
  private final Installation installation;

  public PostgresClickStats(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public Counts count(Query query) {
    installation.requireFit();
    return database.transact(
        "clicks could not be counted",
        connection -> new Counts(byClass(connection, query), series(connection, query)));
  }

  private static Map<TrafficClass, Long> byClass(Connection connection, Query query)
      throws SQLException {
    Map<TrafficClass, Long> counts = new EnumMap<>(TrafficClass.class);
    try (PreparedStatement statement = connection.prepareStatement(BY_CLASS)) {
      statement.setLong(1, query.linkId());
      statement.setObject(2, utc(query.from()));
      statement.setObject(3, utc(query.to()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          counts.put(TrafficClass.of(row.getInt(1)), row.getLong(2));
        }
      }
    }
    return counts;
  }

  private static List<Bucket> series(Connection connection, Query query) throws SQLException {
    List<Bucket> series = new ArrayList<>();
    boolean hours = query.interval() == Interval.HOUR;
    try (PreparedStatement statement = connection.prepareStatement(hours ? HOURS : DAYS)) {
      for (int half : new int[] {0, 6}) {
        if (hours) {
          statement.setObject(half + 1, HOUR);
          statement.setObject(half + 2, utc(query.from()));
        } else {
          statement.setString(half + 1, query.interval().name().toLowerCase(Locale.ROOT));
          statement.setString(half + 2, query.zone().getId());
        }
        statement.setLong(half + 3, query.linkId());
        statement.setObject(half + 4, utc(query.from()));
        statement.setObject(half + 5, utc(query.to()));
        statement.setArray(half + 6, connection.createArrayOf("smallint", numbers(query)));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Instant start = row.getObject(1, OffsetDateTime.class).toInstant();
          series.add(new Bucket(start, row.getLong(2), row.getLong(3)));
        }
      }
    }
    return series;
  }

  private static Object[] numbers(Query query) {
    return query.traffic().stream().map(traffic -> (short) traffic.number()).toArray();
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
