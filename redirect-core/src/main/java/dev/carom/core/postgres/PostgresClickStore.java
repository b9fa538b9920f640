package dev.carom.core.postgres;

import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStore;
import dev.carom.core.lifecycle.Background;
import dev.carom.core.postgres.ClickTally.Bucket;
import dev.carom.core.postgres.ClickTally.Part;
import dev.carom.core.postgres.VisitorDays.LinkDay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Clicks in PostgreSQL: each in the partition of its day, and counted by the quarter of an hour.
 *
 * <p>What is known of clicks besides is added up too, but for popular links and for all together
 * alone: for links with few clicks it would cost more rows than there are clicks, and those few are
 * as quickly read. A click says which way it went, so whoever reads adds up both, and what is
 * popular may differ from one who ships to the next.
 */
public final class PostgresClickStore implements ClickStore {

  private static final String MOVE =
      """
      UPDATE click_journal SET position = ?, updated_at = now() WHERE id = ? AND position = ?
      RETURNING pg_current_xact_id()::text::bigint, EXISTS (SELECT FROM workspace WHERE id <> 1)\
      """;

  private static final String COPY =
      """
      COPY click (at, link_id, traffic, visitor, country, city, referrer, language, browser, os, device, code, id, rolled, workspace)
      FROM STDIN (FORMAT binary)\
      """;

  private static final int COLUMNS = 15;

  private static final OldClicks OLD = new OldClicks(10_000);

  private static final String COUNT =
      """
      INSERT INTO click_count AS there (link_id, bucket, traffic, clicks, uniques, workspace)
      SELECT link_id, to_timestamp(bucket), traffic, clicks, uniques, workspace
      FROM unnest(?::bigint[], ?::bigint[], ?::smallint[], ?::bigint[], ?::bigint[], ?::integer[])
          AS here (link_id, bucket, traffic, clicks, uniques, workspace)
      ON CONFLICT (link_id, bucket, traffic) DO UPDATE
      SET clicks = there.clicks + EXCLUDED.clicks, uniques = there.uniques + EXCLUDED.uniques\
      """;

  private static final String BREAK_DOWN =
      """
      INSERT INTO click_breakdown AS there (link_id, dimension, minutes, start, traffic, value, clicks, workspace)
      SELECT link_id, dimension, minutes, to_timestamp(start), traffic, value, clicks, workspace
      FROM unnest(?::bigint[], ?::smallint[], ?::smallint[], ?::bigint[], ?::smallint[], ?::text[], ?::bigint[], ?::integer[])
          AS here (link_id, dimension, minutes, start, traffic, value, clicks, workspace)
      ON CONFLICT (link_id, dimension, minutes, start, traffic, value) DO UPDATE
      SET clicks = there.clicks + EXCLUDED.clicks\
      """;

  private final Database database;
  private final Installation installation;
  private final PopularLinks popular = new PopularLinks();

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
    return store(journal, from, to, clicks, _ -> {});
  }

  /** What is done in the same transaction. */
  interface Addition {
    void to(Connection connection) throws SQLException;
  }

  boolean store(UUID journal, long from, long to, List<Counted> clicks, Addition addition) {
    installation.requireFit();
    return database.transact(
        "clicks could not be stored",
        connection -> {
          Moved moved = move(connection, journal, from, to);
          if (moved == null) {
            return false;
          }
          count(connection, moved, clicks);
          addition.to(connection);
          return true;
        });
  }

  /** Counts clicks. */
  void count(Connection connection, Moved moved, List<Counted> clicks) throws SQLException {
    if (clicks.size() > ClickIds.MAX) {
      throw new IllegalArgumentException("too many clicks at once: " + clicks.size());
    }
    ClickIds ids = moved.ids;
    LinkOwners owners = moved.isShared ? owners(connection, clicks) : LinkOwners.FIRST;
    Set<LocalDate> days = days(clicks);
    BitSet rolled = rolled(clicks, VisitorDays.begun(connection, days));
    // Added up while PostgreSQL takes their rows.
    CompletableFuture<ClickTally> tallying =
        CompletableFuture.supplyAsync(
            () -> ClickTally.of(clicks, rolled, owners),
            task -> Background.start("click-tally", task));
    ClickPartitions.create(connection, days);
    copy(connection, clicks, ids, rolled, owners);
    ClickTally tally = tallying.join();
    Map<Bucket, Long> uniques = new VisitorDays(connection, ids).add(tally.visits());
    count(connection, tally.counts(), uniques, owners);
    breakDown(connection, tally.parts(), owners);
  }

  /**
   * The clicks of popular links, by their places: all of a link's that are stored at once, or none,
   * and all of a day on which anybody has found it popular, so that whoever comes twice is not
   * counted once in either way.
   */
  private BitSet rolled(List<Counted> clicks, Set<LinkDay> begun) {
    BitSet rolled = new BitSet(clicks.size());
    synchronized (popular) {
      clicks.forEach(click -> popular.count(click.linkId()));
      for (int i = 0; i < clicks.size(); i++) {
        Counted click = clicks.get(i);
        long link = click.linkId();
        rolled.set(
            i,
            link != Click.NO_LINK
                && (popular.contains(link) || begun.contains(new LinkDay(link, day(click)))));
      }
    }
    return rolled;
  }

  private static LinkOwners owners(Connection connection, List<Counted> clicks)
      throws SQLException {
    return LinkOwners.of(
        connection, clicks.stream().map(Counted::linkId).collect(Collectors.toSet()));
  }

  /**
   * Clicks may be counted, for a journal was moved.
   *
   * @param ids what they get
   * @param isShared whether there is, or was, more than one workspace
   */
  record Moved(ClickIds ids, boolean isShared) {}

  /**
   * Holds the journal's row from here on, so that nobody else can ship the same. Returns null if
   * somebody has.
   */
  private static @Nullable Moved move(Connection connection, UUID journal, long from, long to)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
      statement.setLong(1, to);
      statement.setObject(2, journal);
      statement.setLong(3, from);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new Moved(new ClickIds(row.getLong(1)), row.getBoolean(2)) : null;
      }
    }
  }

  @Override
  public boolean forgetBefore(LocalDate oldest) {
    installation.requireFit();
    return database.transact(
        "old clicks could not be forgotten", connection -> OLD.forgetBefore(connection, oldest));
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

  private static Set<LocalDate> days(List<Counted> clicks) {
    Set<LocalDate> days = new TreeSet<>();
    clicks.forEach(click -> days.add(day(click)));
    return days;
  }

  private static LocalDate day(Counted click) {
    return LocalDate.ofEpochDay(Math.floorDiv(click.timeMillis(), ClickTally.DAY));
  }

  private static void copy(
      Connection connection, List<Counted> clicks, ClickIds ids, BitSet rolled, LinkOwners owners)
      throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      BinaryCopy rows = new BinaryCopy(copy);
      for (int i = 0; i < clicks.size(); i++) {
        Counted click = clicks.get(i);
        rows.row(COLUMNS);
        rows.time(click.timeMillis());
        rows.number(click.linkId());
        rows.small(click.traffic().number());
        rows.numberOrNull(click.visitor(), Click.NOBODY);
        rows.text(click.country());
        rows.text(click.city());
        rows.text(click.referrer());
        rows.text(click.language());
        rows.text(click.agent().browser());
        rows.text(click.agent().os());
        rows.text(click.agent().device());
        rows.text(click.code());
        rows.number(ids.id(i));
        rows.flag(rolled.get(i));
        rows.integer(owners.workspace(click.linkId()));
      }
      rows.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void count(
      Connection connection,
      NavigableMap<Bucket, Long> clicks,
      Map<Bucket, Long> uniques,
      LinkOwners owners)
      throws SQLException {
    Set<Bucket> buckets = clicks.keySet();
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      Columns columns = new Columns(statement);
      columns.longs(1, buckets, Bucket::linkId);
      columns.longs(2, buckets, bucket -> bucket.startMillis() / 1000);
      columns.shorts(3, buckets, bucket -> bucket.traffic().number());
      columns.longs(4, clicks.values(), Long::longValue);
      columns.longs(5, buckets, bucket -> uniques.getOrDefault(bucket, 0L));
      columns.integers(6, buckets, bucket -> owners.workspace(bucket.linkId()));
      statement.executeUpdate();
    }
  }

  private static void breakDown(
      Connection connection, NavigableMap<Part, Long> clicks, LinkOwners owners)
      throws SQLException {
    Set<Part> parts = clicks.keySet();
    try (PreparedStatement statement = connection.prepareStatement(BREAK_DOWN)) {
      Columns columns = new Columns(statement);
      columns.longs(1, parts, Part::linkId);
      columns.shorts(2, parts, part -> part.dimension().number());
      columns.shorts(3, parts, Part::minutes);
      columns.longs(4, parts, part -> part.startMillis() / 1000);
      columns.shorts(5, parts, part -> part.traffic().number());
      columns.texts(6, "text", parts, Part::value);
      columns.longs(7, clicks.values(), Long::longValue);
      columns.integers(8, parts, part -> owners.workspace(part.linkId()));
      statement.executeUpdate();
    }
  }
}
