package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.edge.PurgeQueue;
import dev.carom.core.link.Link;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The queue in PostgreSQL, which triggers fill ({@code V22__edge.sql}). */
public final class PostgresPurgeQueue implements PurgeQueue {

  private static final String COLUMNS =
      """
       edge_purge.id, link_id, life,
       EXISTS (SELECT FROM link JOIN domain ON domain.id = domain_id WHERE link.id = link_id AND folds_case) AS folds_case\
      """;

  private static final String OF =
      "SELECT" + COLUMNS + " FROM edge_purge WHERE link_id = ANY (?) AND until > now()";

  private static final String FORGET = "DELETE FROM edge_purge WHERE until <= now()";

  private static final String CLAIM =
      """
      UPDATE edge_purge SET next_at = now() + ? * interval '1 millisecond'
      WHERE id IN (SELECT id FROM edge_purge WHERE next_at <= now() AND until > now()
                   ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING\
      """
          + COLUMNS;

  private static final String ADD =
      """
      INSERT INTO edge_purge (link_id, life, until)
      SELECT id, life, now() + (life + 60) * interval '1 s' FROM link, carom_edge_life(edge_ttl, edge_until) AS life
      WHERE id = ANY (?) AND (edge_ttl IS NOT NULL OR edge_until > now())\
      """;

  private static final String PURGED = "DELETE FROM edge_purge WHERE id = ANY (?)";

  /** After a second, two, four, … up to a minute. */
  private static final String FAILED =
      """
      UPDATE edge_purge
      SET attempts = attempts + 1, next_at = now() + least(60, 2 ^ least(attempts, 10)) * interval '1 s', failure = left(?, 500)
      WHERE id = ANY (?)\
      """;

  private static final String BACKLOG =
      """
      SELECT count(*) AS size, (extract(epoch FROM coalesce(now() - min(created_at), interval '0')) * 1000)::bigint AS oldest_millis
      FROM edge_purge WHERE until > now()\
      """;

  private final Database database;
  private final Installation installation;
  private final LinkRows rows;

  /**
   * @param database shows all workspaces
   */
  public PostgresPurgeQueue(Database database, Installation installation, CodeGenerator codes) {
    this.database = database;
    this.installation = installation;
    this.rows = new LinkRows(codes);
  }

  private record Entry(long id, long linkId, boolean foldsCase, Duration life) {}

  @Override
  public List<Purge> of(Collection<Long> links) {
    return read(OF, statement -> new Columns(statement).longs(1, links, Long::longValue));
  }

  @Override
  public List<Purge> claim(Duration time, int limit) {
    write(FORGET, _ -> {});
    return read(
        CLAIM,
        statement -> {
          statement.setLong(1, time.toMillis());
          statement.setInt(2, limit);
        });
  }

  @Override
  public void add(Collection<Long> links) {
    write(ADD, statement -> new Columns(statement).longs(1, links, Long::longValue));
  }

  @Override
  public void purged(Collection<Long> ids) {
    write(PURGED, statement -> new Columns(statement).longs(1, ids, Long::longValue));
  }

  @Override
  public void failed(Collection<Long> ids, String failure) {
    write(
        FAILED,
        statement -> {
          statement.setString(1, failure);
          new Columns(statement).longs(2, ids, Long::longValue);
        });
  }

  @Override
  public Backlog backlog() {
    installation.requireFit();
    return database.call(
        "the links to purge could not be counted",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(BACKLOG);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return new Backlog(row.getInt("size"), Duration.ofMillis(row.getLong("oldest_millis")));
          }
        });
  }

  /** Sets a statement's parameters. */
  private interface Setter {
    void set(PreparedStatement statement) throws SQLException;
  }

  private void write(String sql, Setter parameters) {
    installation.requireFit();
    int _ =
        database.call(
            "what is purged could not be noted",
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                parameters.set(statement);
                return statement.executeUpdate();
              }
            });
  }

  private List<Purge> read(String sql, Setter parameters) {
    installation.requireFit();
    return database.call(
        "the links to purge could not be read",
        connection -> purges(connection, entries(connection, sql, parameters)));
  }

  private static List<Entry> entries(Connection connection, String sql, Setter parameters)
      throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          entries.add(
              new Entry(
                  row.getLong("id"),
                  row.getLong("link_id"),
                  row.getBoolean("folds_case"),
                  Duration.ofSeconds(row.getLong("life"))));
        }
      }
    }
    return entries;
  }

  private List<Purge> purges(Connection connection, List<Entry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return List.of();
    }
    Map<Long, Link> links = new HashMap<>();
    rows.named(connection, entries.stream().map(Entry::linkId).toList(), List.of())
        .forEach(link -> links.put(link.id(), link));
    List<Purge> purges = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      Link link = links.get(entry.linkId);
      if (link != null) {
        purges.add(new Purge(entry.id, link, rows.edgeKey(link.id()), entry.foldsCase, entry.life));
      }
    }
    return purges;
  }
}
