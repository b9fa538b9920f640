package dev.carom.core.postgres;

import dev.carom.core.click.SingleClick;
import dev.carom.core.event.EventFeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens, from PostgreSQL. Changes are numbered in the order in which they become visible.
 * Clicks begin with the number of their transaction, which is not that order, so they are told up
 * to the first transaction that still runs.
 */
public final class PostgresEventFeed implements EventFeed {

  private static final String NOW =
      """
      SELECT carom_last_change() AS change,
          (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 20) - 1 AS click,
          pruned
      FROM installation\
      """;

  private static final String CHANGES =
      "SELECT seq, link_id FROM link_change WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?";

  /** Partitions of days that are long over are not even looked at. */
  private static final String CLICKS =
      ClickRows.SELECT
          + " WHERE link_id > 0 AND id > ? AND id <= ? AND at > now() - interval '2 days' ORDER BY id LIMIT ?";

  /** Clicks that are too old to be told any more, of which some may have come after a place. */
  private static final String PASSED_OVER =
      """
      SELECT EXISTS (
          SELECT FROM click WHERE link_id > 0 AND id > ? AND at <= now() - interval '2 days')\
      """;

  private record Now(Position position, long pruned) {

    /** A restored database has not come as far as some readers of the one before. */
    private boolean isAfter(Position place) {
      return place.change() >= pruned
          && place.change() <= position.change()
          && place.click() <= position.click();
    }
  }

  private final Database database;
  private final Installation installation;

  public PostgresEventFeed(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public Position now() {
    return read(connection -> now(connection).position);
  }

  @Override
  public boolean remembers(Position position) {
    return read(
        connection -> now(connection).isAfter(position) && !passedOver(connection, position));
  }

  private static boolean passedOver(Connection connection, Position position) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PASSED_OVER)) {
      statement.setLong(1, position.click());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  @Override
  public @Nullable Batch after(Position position, int limit) {
    return read(connection -> {
      // The bounds are read first: what becomes visible in between is behind them.
      Now now = now(connection);
      return now.isAfter(position) ? after(connection, position, now.position, limit) : null;
    });
  }

  private static Batch after(Connection connection, Position position, Position bound, int limit)
      throws SQLException {
    List<LinkChange> changes = changes(connection, position.change(), bound.change(), limit);
    List<SingleClick> clicks = clicks(connection, position.click(), bound.click(), limit);
    long change = changes.size() < limit ? bound.change() : changes.getLast().seq();
    long click = clicks.size() < limit ? bound.click() : clicks.getLast().id();
    return new Batch(changes, clicks, new Position(change, click));
  }

  private <T extends @Nullable Object> T read(Database.Work<T> work) {
    installation.requireFit();
    return database.call("events could not be read", work);
  }

  private static Now now(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NOW);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Now(
          new Position(row.getLong("change"), row.getLong("click")), row.getLong("pruned"));
    }
  }

  private static List<LinkChange> changes(Connection connection, long after, long upTo, int limit)
      throws SQLException {
    List<LinkChange> changes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(CHANGES)) {
      new Parameters(statement).add(after, upTo, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          changes.add(new LinkChange(row.getLong("seq"), row.getLong("link_id")));
        }
      }
    }
    return changes;
  }

  private static List<SingleClick> clicks(Connection connection, long after, long upTo, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CLICKS)) {
      new Parameters(statement).add(after, upTo, limit);
      return ClickRows.all(statement);
    }
  }
}
