package dev.carom.core.postgres;

import dev.carom.core.click.ClickStore;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.link.Domain;
import dev.carom.core.link.Link;
import dev.carom.core.link.ShortCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Clicks of the edge in PostgreSQL, where those of redirect servers are counted too. */
public final class PostgresEdgeLogStore implements EdgeLogStore {

  /** In the order of ids, so that two who post the same do not wait for each other. */
  private static final String NOTE =
      """
      INSERT INTO edge_request (id, at) SELECT id, to_timestamp(at) FROM unnest(?::uuid[], ?::bigint[]) AS posted (id, at)
      ON CONFLICT (id) DO NOTHING RETURNING id\
      """;

  /** Some at a time, which is more than come in between. */
  private static final String FORGET =
      """
      DELETE FROM edge_request WHERE id IN (
          SELECT id FROM edge_request WHERE at < now() - ? * interval '1 s' - interval '1 hour' ORDER BY at LIMIT 50000
          FOR UPDATE SKIP LOCKED)\
      """;

  private static final String BEGIN =
      "SELECT pg_current_xact_id()::text::bigint, EXISTS (SELECT FROM workspace WHERE id <> 1)";

  private static final String TALLY =
      """
      INSERT INTO edge_tally AS there (source, bucket, answered, logged, counted, repeated, unknown, refused, passed)
      VALUES (?, to_timestamp(floor(extract(epoch FROM now()) / 900) * 900), ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, bucket) DO UPDATE
      SET answered = there.answered + EXCLUDED.answered, logged = there.logged + EXCLUDED.logged,
          counted = there.counted + EXCLUDED.counted, repeated = there.repeated + EXCLUDED.repeated,
          unknown = there.unknown + EXCLUDED.unknown, refused = there.refused + EXCLUDED.refused,
          passed = there.passed + EXCLUDED.passed\
      """;

  /** The number from before, of which a data-modifying statement sees nothing else. */
  private static final String ANSWERED =
      """
      WITH noted AS (
          INSERT INTO edge_counter (source, total) VALUES (?, ?)
          ON CONFLICT (source) DO UPDATE SET total = EXCLUDED.total RETURNING source)
      SELECT (SELECT total FROM edge_counter WHERE source = noted.source) FROM noted\
      """;

  private static final String TALLIES =
      "SELECT * FROM edge_tally WHERE bucket >= ? AND bucket < ? ORDER BY bucket, source";

  private static final Lines NONE = new Lines(0, 0, 0, 0);

  private final Database database;
  private final Installation installation;
  private final PostgresClickStore clicks;
  private final LinkRows rows;

  /**
   * @param database shows all workspaces, and is patient with long statements
   */
  public PostgresEdgeLogStore(Database database, Installation installation, CodeGenerator codes) {
    this.database = database;
    this.installation = installation;
    this.clicks = new PostgresClickStore(database, installation);
    this.rows = new LinkRows(codes);
  }

  @Override
  public ClickStore clicks() {
    return clicks;
  }

  @Override
  public List<Domain> domains() {
    installation.requireFit();
    return database.call("the domains could not be read", PostgresDomainStore::readAll);
  }

  @Override
  public Map<ShortCode, Long> links(Collection<ShortCode> codes) {
    installation.requireFit();
    return database.call(
        "the links of the edge's clicks could not be read",
        connection -> {
          Map<ShortCode, Long> ids = new HashMap<>();
          for (Link link : rows.named(connection, List.of(), codes)) {
            ids.put(link.code(), link.id());
          }
          return ids;
        });
  }

  @Override
  public long position(UUID file) {
    return clicks.position(file);
  }

  @Override
  public boolean store(
      String source, UUID file, long from, long to, List<Counted> counted, Lines lines) {
    return clicks.store(
        file,
        from,
        to,
        counted,
        connection -> tally(connection, source, 0, lines, counted.size(), 0));
  }

  @Override
  public int storeOnce(String source, List<Posted> posted, Lines lines, Duration remember) {
    installation.requireFit();
    return database.transact(
        "clicks of the edge could not be stored",
        connection -> {
          forget(connection, remember);
          List<Counted> fresh = fresh(connection, posted);
          clicks.count(connection, begin(connection), fresh);
          tally(connection, source, 0, lines, fresh.size(), posted.size() - fresh.size());
          return fresh.size();
        });
  }

  private static void forget(Connection connection, Duration remember) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
      statement.setLong(1, remember.toSeconds());
      statement.executeUpdate();
    }
  }

  private static PostgresClickStore.Moved begin(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BEGIN);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new PostgresClickStore.Moved(new ClickIds(row.getLong(1)), row.getBoolean(2));
    }
  }

  /** Returns the clicks whose ids are new, and are not from now on. */
  private static List<Counted> fresh(Connection connection, List<Posted> posted)
      throws SQLException {
    Map<UUID, Counted> byId = new HashMap<>();
    posted.forEach(one -> byId.putIfAbsent(one.id(), one.click()));
    List<Posted> ordered =
        byId.entrySet().stream()
            .map(entry -> new Posted(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(Posted::id))
            .toList();
    Set<UUID> noted = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
      statement.setArray(
          1, connection.createArrayOf("uuid", ordered.stream().map(Posted::id).toArray()));
      new Columns(statement).longs(2, ordered, one -> one.click().timeMillis() / 1000);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          noted.add(row.getObject("id", UUID.class));
        }
      }
    }
    return ordered.stream().filter(one -> noted.contains(one.id())).map(Posted::click).toList();
  }

  @Override
  public void answered(String source, long total) {
    installation.requireFit();
    boolean _ =
        database.transact(
            "what the edge has answered could not be noted",
            connection -> {
              tally(connection, source, since(connection, source, total), NONE, 0, 0);
              return true;
            });
  }

  /** Returns how many requests are new, and notes how many there were. */
  private static long since(Connection connection, String source, long total) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ANSWERED)) {
      new Parameters(statement).add(source, total);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long before = row.getLong(1);
        boolean isFirst = row.wasNull();
        return isFirst ? 0 : total >= before ? total - before : total;
      }
    }
  }

  private static void tally(
      Connection connection, String source, long answered, Lines lines, long counted, long repeated)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TALLY)) {
      new Parameters(statement)
          .add(
              source,
              answered,
              lines.logged(),
              counted,
              repeated,
              lines.unknown(),
              lines.refused(),
              lines.passed());
      statement.executeUpdate();
    }
  }

  @Override
  public List<Tally> tallies(Instant from, Instant to) {
    installation.requireFit();
    return database.call(
        "what the edge's logs tell could not be read",
        connection -> {
          List<Tally> tallies = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(TALLIES)) {
            statement.setObject(1, LinkRows.timestamp(from));
            statement.setObject(2, LinkRows.timestamp(to));
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                tallies.add(tally(row));
              }
            }
          }
          return tallies;
        });
  }

  private static Tally tally(ResultSet row) throws SQLException {
    return new Tally(
        row.getString("source"),
        row.getObject("bucket", OffsetDateTime.class).toInstant(),
        row.getLong("answered"),
        new Lines(
            row.getInt("logged"),
            row.getInt("unknown"),
            row.getInt("refused"),
            row.getInt("passed")),
        row.getLong("counted"),
        row.getLong("repeated"));
  }
}
