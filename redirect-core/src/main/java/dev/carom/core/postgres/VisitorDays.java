package dev.carom.core.postgres;

import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.click.VisitorSketch;
import dev.carom.core.postgres.ClickTally.Bucket;
import dev.carom.core.postgres.ClickTally.VisitorDay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts visitors who were not there before on their day, with sketches in {@code click_visitors}.
 * How much an estimate grows with the clicks of a bucket is how many new ones came in it, so
 * uniques can be added up like clicks.
 */
final class VisitorDays {

  private static final String BEGIN =
      """
      INSERT INTO click_visitors (link_id, day, traffic, sketch)
      SELECT *, '' FROM unnest(?::bigint[], ?::date[], ?::smallint[])
      ON CONFLICT DO NOTHING
      RETURNING link_id, day, traffic\
      """;

  private static final String HOLD =
      """
      SELECT link_id, day, traffic, sketch FROM click_visitors
      WHERE (link_id, day, traffic) IN (SELECT * FROM unnest(?::bigint[], ?::date[], ?::smallint[]))
      ORDER BY link_id = 0, link_id < 0, link_id, day, traffic FOR UPDATE\
      """;

  /** Those who came while the link was not popular yet. */
  private static final String BEFORE =
      """
      SELECT visitor FROM click
      WHERE link_id = ? AND at >= ? AND at < ? AND traffic = ? AND visitor IS NOT NULL AND id NOT BETWEEN ? AND ?\
      """;

  private static final String KEEP =
      """
      UPDATE click_visitors AS there SET sketch = here.sketch
      FROM unnest(?::bigint[], ?::date[], ?::smallint[], ?::bytea[]) AS here (link_id, day, traffic, sketch)
      WHERE there.link_id = here.link_id AND there.day = here.day AND there.traffic = here.traffic\
      """;

  private static final String BEGUN =
      "SELECT DISTINCT link_id, day FROM click_visitors WHERE day = ANY (?) AND link_id > 0";

  /** Whether the sketch of a day was forgotten: the day is long past, and clicks were counted. */
  private static final String FORGOTTEN =
      """
      SELECT ? < (now() AT TIME ZONE 'UTC')::date - 7 AND EXISTS (
          SELECT FROM click_count WHERE link_id = ? AND bucket >= ? AND bucket < ? AND traffic = ?)\
      """;

  private static final String LEAVE_FORGOTTEN =
      "DELETE FROM click_visitors WHERE link_id = ? AND day = ? AND traffic = ?";

  /** A link on a day. */
  record LinkDay(long linkId, LocalDate day) {}

  private final Connection connection;
  private final ClickIds ids;

  /**
   * @param ids of the clicks that are just being counted, and are in {@code click} already
   */
  VisitorDays(Connection connection, ClickIds ids) {
    this.connection = connection;
    this.ids = ids;
  }

  /** Returns which links have sketches on some days. */
  static Set<LinkDay> begun(Connection connection, Set<LocalDate> days) throws SQLException {
    Set<LinkDay> begun = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(BEGUN)) {
      new Columns(statement).texts(1, "date", days, LocalDate::toString);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          begun.add(new LinkDay(row.getLong("link_id"), row.getObject("day", LocalDate.class)));
        }
      }
    }
    return begun;
  }

  /** Adds visits, and returns how many new visitors they were. */
  Map<Bucket, Long> add(NavigableMap<VisitorDay, List<Counted>> visits) throws SQLException {
    Map<Bucket, Long> uniques = new HashMap<>();
    if (visits.isEmpty()) {
      return uniques;
    }
    Set<VisitorDay> begun = begin(visits.keySet());
    Map<VisitorDay, VisitorSketch> sketches = hold(visits.keySet());
    NavigableMap<VisitorDay, VisitorSketch> changed = new TreeMap<>();
    for (Map.Entry<VisitorDay, List<Counted>> entry : visits.entrySet()) {
      VisitorDay day = entry.getKey();
      VisitorSketch sketch = sketches.get(day);
      if (sketch == null) {
        throw new SQLException("no sketch of the visitors of " + day);
      }
      boolean isNew = begun.contains(day);
      if (isNew && day.linkId() > Click.ALL_LINKS) {
        seed(day, sketch);
      } else if (isNew && isForgotten(day)) {
        // Who was there on that day is not known any more, and reading it all would take too long.
        leaveForgotten(day);
        continue;
      }
      if (add(day, entry.getValue(), sketch, uniques) || isNew) {
        changed.put(day, sketch);
      }
    }
    keep(changed);
    return uniques;
  }

  private boolean isForgotten(VisitorDay day) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FORGOTTEN)) {
      new Parameters(statement)
          .add(day.day(), day.linkId(), ClickRows.midnight(day.day()))
          .add(ClickRows.midnight(day.day().plusDays(1)), day.traffic().number());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private void leaveForgotten(VisitorDay day) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LEAVE_FORGOTTEN)) {
      new Parameters(statement).add(day.linkId(), day.day(), day.traffic().number());
      statement.executeUpdate();
    }
  }

  /** Returns whether the sketch has changed. */
  private static boolean add(
      VisitorDay day, List<Counted> visits, VisitorSketch sketch, Map<Bucket, Long> uniques) {
    List<Counted> inOrder = new ArrayList<>(visits);
    inOrder.sort(Comparator.comparingLong(Counted::timeMillis));
    long before = sketch.estimate();
    boolean changed = false;
    for (int i = 0; i < inOrder.size(); i++) {
      Counted visit = inOrder.get(i);
      changed |= sketch.add(visit.visitor());
      if (changed && (i + 1 == inOrder.size() || !isSameQuarter(visit, inOrder.get(i + 1)))) {
        long after = sketch.estimate();
        uniques.merge(Bucket.of(day.linkId(), visit), after - before, Long::sum);
        before = after;
      }
    }
    return changed;
  }

  private static boolean isSameQuarter(Counted one, Counted other) {
    return Math.floorDiv(one.timeMillis(), ClickTally.QUARTER)
        == Math.floorDiv(other.timeMillis(), ClickTally.QUARTER);
  }

  private Set<VisitorDay> begin(Collection<VisitorDay> days) throws SQLException {
    Set<VisitorDay> begun = new TreeSet<>();
    try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
      setKeys(statement, days);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          begun.add(day(row));
        }
      }
    }
    return begun;
  }

  private Map<VisitorDay, VisitorSketch> hold(Collection<VisitorDay> days) throws SQLException {
    Map<VisitorDay, VisitorSketch> sketches = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
      setKeys(statement, days);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          byte[] bytes = row.getBytes("sketch");
          sketches.put(
              day(row), bytes.length == 0 ? VisitorSketch.empty() : VisitorSketch.of(bytes));
        }
      }
    }
    return sketches;
  }

  private void seed(VisitorDay day, VisitorSketch sketch) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BEFORE)) {
      statement.setLong(1, day.linkId());
      statement.setObject(2, ClickRows.midnight(day.day()));
      statement.setObject(3, ClickRows.midnight(day.day().plusDays(1)));
      statement.setInt(4, day.traffic().number());
      statement.setLong(5, ids.first());
      statement.setLong(6, ids.last());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          sketch.add(row.getLong(1));
        }
      }
    }
  }

  private void keep(NavigableMap<VisitorDay, VisitorSketch> sketches) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
      setKeys(statement, sketches.keySet());
      byte[][] bytes =
          sketches.values().stream().map(VisitorSketch::toBytes).toArray(byte[][]::new);
      new Columns(statement).set(4, "bytea", bytes);
      statement.executeUpdate();
    }
  }

  private static VisitorDay day(ResultSet row) throws SQLException {
    return new VisitorDay(
        row.getLong("link_id"), row.getObject("day", LocalDate.class), ClickRows.traffic(row));
  }

  private static void setKeys(PreparedStatement statement, Collection<VisitorDay> days)
      throws SQLException {
    Columns columns = new Columns(statement);
    columns.longs(1, days, VisitorDay::linkId);
    columns.texts(2, "date", days, day -> day.day().toString());
    columns.shorts(3, days, day -> day.traffic().number());
  }
}
