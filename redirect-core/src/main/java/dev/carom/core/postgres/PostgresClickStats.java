package dev.carom.core.postgres;

import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStats;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.TrafficClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.util.PGInterval;

/**
 * Counts that {@link PostgresClickStore} has stored: from its rollups, and from those single clicks
 * that are not in them, of which no link has many.
 */
public final class PostgresClickStats implements ClickStats {

  /** Which links' clicks are counted: where {@code {links}} stands in a statement. */
  private record Selection(String condition, Object value) {

    private static Selection of(Scope scope) {
      return switch (scope) {
        case Scope.OfLink link -> new Selection("link_id = ?", link.id());
        case Scope.OfWorkspace all -> new Selection("link_id = ?", Click.allLinks(all.id()));
        case Scope.OfTag tagged ->
            new Selection(
                "link_id = ANY (ARRAY(SELECT link_id FROM link_tag WHERE tag = ?))", tagged.tag());
        case Scope.OfDomain domain ->
            new Selection(
                "link_id = ANY (ARRAY(SELECT id FROM link WHERE domain_id = ? AND deleted_at IS NULL))",
                domain.id());
      };
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
      return connection.prepareStatement(sql.replace("{links}", condition));
    }
  }

  private static final String BY_CLASS =
      """
      SELECT traffic, sum(clicks) AS clicks FROM click_count
      WHERE {links} AND bucket >= ? AND bucket < ?
      GROUP BY traffic\
      """;

  /** A visitor of a day that has begun before the time asked for may have come before it. */
  private static final String SERIES =
      """
      SELECT start, sum(clicks), sum(uniques)
      FROM (
          SELECT %1$s(?, bucket, ?) AS start, clicks, uniques FROM click_count
          WHERE {links} AND bucket >= ? AND bucket < ? AND traffic = ANY (?)
          UNION ALL
          SELECT %1$s(?, first, ?), 0, 1 FROM (
              SELECT min(at) AS first FROM click
              WHERE {links} AND NOT rolled AND at >= ? AND at < ? AND traffic = ANY (?) AND visitor IS NOT NULL
              GROUP BY link_id, (at AT TIME ZONE 'UTC')::date, traffic, visitor) AS visitor
          WHERE first >= ?) AS counted
      GROUP BY start ORDER BY start\
      """;

  /** Hours do not depend on the time zone, once it is known when the first one begins. */
  private static final String HOURS = SERIES.formatted("date_bin");

  private static final String DAYS = SERIES.formatted("date_trunc");

  private static final PGInterval HOUR = new PGInterval(0, 0, 0, 1, 0, 0);

  /** Whole days, the quarters of hours before and after them, and what is not rolled up. */
  private static String breakdownBy(String column) {
    return """
    SELECT value, sum(clicks), sum(sum(clicks)) OVER ()
    FROM (
        SELECT value, clicks FROM click_breakdown
        WHERE {links} AND dimension = ? AND minutes = 1440 AND start >= ? AND start < ? AND traffic = ANY (?)
        UNION ALL
        SELECT value, clicks FROM click_breakdown
        WHERE {links} AND dimension = ? AND minutes = 15 AND start >= ? AND start < ? AND traffic = ANY (?)
        UNION ALL
        SELECT value, clicks FROM click_breakdown
        WHERE {links} AND dimension = ? AND minutes = 15 AND start >= ? AND start < ? AND traffic = ANY (?)
        UNION ALL
        SELECT coalesce(%s, ''), 1 FROM click
        WHERE {links} AND NOT rolled AND at >= ? AND at < ? AND traffic = ANY (?)) AS counted
    GROUP BY value ORDER BY 2 DESC, 1 LIMIT ?\
    """
        .formatted(column);
  }

  private static final String ORPHANS =
      """
      SELECT code, count(*), sum(count(*)) OVER () FROM click
      WHERE link_id = -1 AND NOT rolled AND at >= ? AND at < ? AND traffic = ANY (?)
      GROUP BY code ORDER BY 2 DESC, 1 LIMIT ?\
      """;

  private final Database database;
  private final Installation installation;

  public PostgresClickStats(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  private static String column(Dimension dimension) {
    return switch (dimension) {
      case COUNTRY -> "country";
      case CITY -> "city || coalesce(', ' || country, '')";
      case REFERRER -> "referrer";
      case DEVICE -> "device";
      case BROWSER -> "browser";
      case OS -> "os";
      case LANGUAGE -> "language";
    };
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
    Selection links = Selection.of(query.scope());
    try (PreparedStatement statement = links.prepare(connection, BY_CLASS)) {
      new Parameters(statement)
          .add(links.value())
          .add(ClickRows.utc(query.from()))
          .add(ClickRows.utc(query.to()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          counts.put(ClickRows.traffic(row), row.getLong("clicks"));
        }
      }
    }
    return counts;
  }

  private static List<Bucket> series(Connection connection, Query query) throws SQLException {
    boolean hours = query.interval() == Interval.HOUR;
    Object step = hours ? HOUR : query.interval().name().toLowerCase(Locale.ROOT);
    Object origin = hours ? ClickRows.utc(query.from()) : query.zone().getId();
    Object traffic = ClickRows.numbers(connection, query.traffic());
    Object from = ClickRows.utc(query.from());
    Object to = ClickRows.utc(query.to());
    Object midnight = ClickRows.utc(query.from().truncatedTo(ChronoUnit.DAYS));
    Selection links = Selection.of(query.scope());
    List<Bucket> series = new ArrayList<>();
    try (PreparedStatement statement = links.prepare(connection, hours ? HOURS : DAYS)) {
      new Parameters(statement)
          .add(step, origin, links.value(), from, to, traffic)
          .add(step, origin, links.value(), midnight, to, traffic, from);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Instant start = row.getObject(1, OffsetDateTime.class).toInstant();
          series.add(new Bucket(start, row.getLong(2), row.getLong(3)));
        }
      }
    }
    return series;
  }

  @Override
  public Breakdown breakDown(Query query, Dimension dimension, int limit) {
    installation.requireFit();
    return database.call(
        "clicks could not be broken down",
        connection -> {
          Selection links = Selection.of(query.scope());
          try (PreparedStatement statement =
              links.prepare(connection, breakdownBy(column(dimension)))) {
            Object traffic = ClickRows.numbers(connection, query.traffic());
            Days days = Days.of(query);
            Parameters parameters = new Parameters(statement);
            for (Instant[] part : days.parts()) {
              parameters
                  .add(links.value(), dimension.number())
                  .add(ClickRows.utc(part[0]), ClickRows.utc(part[1]), traffic);
            }
            parameters
                .add(links.value(), ClickRows.utc(query.from()), ClickRows.utc(query.to()))
                .add(traffic, limit);
            return breakdown(statement);
          }
        });
  }

  @Override
  public Breakdown orphans(Query query, int limit) {
    installation.requireFit();
    return database.call(
        "orphan visits could not be counted",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ORPHANS)) {
            new Parameters(statement)
                .add(ClickRows.utc(query.from()), ClickRows.utc(query.to()))
                .add(ClickRows.numbers(connection, query.traffic()), limit);
            return breakdown(statement);
          }
        });
  }

  private static Breakdown breakdown(PreparedStatement statement) throws SQLException {
    long total = 0;
    List<Share> shares = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        shares.add(new Share(row.getString(1), row.getLong(2)));
        total = row.getLong(3);
      }
    }
    return new Breakdown(total, shares);
  }

  /**
   * The whole days (UTC) in a time, and what is before and after them.
   *
   * @param first when the first one begins
   * @param end when the last one ends; {@code first}, if there is none
   */
  private record Days(Instant from, Instant first, Instant end, Instant to) {

    private static Days of(Query query) {
      Instant first = query.from().truncatedTo(ChronoUnit.DAYS);
      if (first.isBefore(query.from())) {
        first = first.plus(Duration.ofDays(1));
      }
      Instant end = query.to().truncatedTo(ChronoUnit.DAYS);
      return first.isBefore(end)
          ? new Days(query.from(), first, end, query.to())
          : new Days(query.from(), query.from(), query.from(), query.to());
    }

    /** Beginnings and ends: of whole days first, then of what is before and after. */
    private List<Instant[]> parts() {
      return List.of(
          new Instant[] {first, end}, new Instant[] {from, first}, new Instant[] {end, to});
    }
  }
}
