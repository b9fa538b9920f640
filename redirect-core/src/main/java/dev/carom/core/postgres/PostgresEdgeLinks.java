package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.edge.EdgeLinks;
import dev.carom.core.link.Link;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Links and their clicks in PostgreSQL, of all workspaces. */
public final class PostgresEdgeLinks implements EdgeLinks {

  private static final String CANDIDATES =
      """
      SELECT id, edge, edge_ttl FROM link
      WHERE edge_ttl IS NOT NULL OR edge = 'always' AND max_clicks IS NULL AND deleted_at IS NULL AND blocked_at IS NULL\
      """;

  /** The number below which the ids of all clicks are that will ever be; see {@link ClickIds}. */
  private static final String PLACE =
      "SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 20) - 1";

  /**
   * Workspace by workspace, as the index has them. Partitions of days that are long over are not
   * even looked at.
   */
  private static final String CLICKS =
      """
      SELECT link_id, count(*) AS clicks FROM workspace, LATERAL (
          SELECT link_id FROM click
          WHERE click.workspace = workspace.id AND id > ? AND id <= ? AND link_id > 0 AND at > now() - interval '2 days'
          LIMIT ?) AS recent
      GROUP BY link_id\
      """;

  /** Beyond so many clicks in one look, links that are popular are so by these. */
  private static final int MOST_CLICKS = 500_000;

  /** As whoever changes several links locks them, and those alone that are to be changed. */
  private static final String DECIDE =
      """
      WITH wanted AS (
          SELECT link.id, decision.seconds
          FROM unnest(?::bigint[], ?::smallint[]) AS decision (id, seconds) JOIN link ON link.id = decision.id
          WHERE edge_ttl IS DISTINCT FROM decision.seconds
            AND (decision.seconds IS NULL OR
                 edge IS DISTINCT FROM 'never' AND max_clicks IS NULL AND deleted_at IS NULL AND blocked_at IS NULL)
          ORDER BY link.id FOR NO KEY UPDATE OF link)
      UPDATE link SET edge_ttl = wanted.seconds FROM wanted WHERE link.id = wanted.id\
      """;

  private static final String KEPT =
      LinkRows.SELECT
          + """
           WHERE id IN (SELECT id FROM link WHERE edge_ttl IS NOT NULL
                        UNION SELECT id FROM link WHERE edge_until > now())\
          """;

  private final Database database;
  private final Installation installation;
  private final LinkRows rows;

  /**
   * @param database shows all workspaces
   */
  public PostgresEdgeLinks(Database database, Installation installation, CodeGenerator codes) {
    this.database = database;
    this.installation = installation;
    this.rows = new LinkRows(codes);
  }

  @Override
  public List<Candidate> candidates() {
    installation.requireFit();
    return database.call(
        "the links at the edge could not be read",
        connection -> {
          List<Candidate> candidates = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(CANDIDATES);
              ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              candidates.add(
                  new Candidate(
                      row.getLong("id"),
                      LinkRows.wish(row.getString("edge")),
                      row.getObject("edge_ttl", Integer.class)));
            }
          }
          return candidates;
        });
  }

  @Override
  public Clicks clicks(@Nullable Long after) {
    installation.requireFit();
    return database.call(
        "clicks could not be read",
        connection -> {
          long place = place(connection);
          return new Clicks(after == null ? Map.of() : clicks(connection, after, place), place);
        });
  }

  private static long place(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PLACE);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Map<Long, Long> clicks(Connection connection, long after, long upTo)
      throws SQLException {
    Map<Long, Long> clicks = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(CLICKS)) {
      new Parameters(statement).add(after, upTo, MOST_CLICKS);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          clicks.put(row.getLong("link_id"), row.getLong("clicks"));
        }
      }
    }
    return clicks;
  }

  @Override
  public void decide(Map<Long, @Nullable Integer> seconds) {
    if (seconds.isEmpty()) {
      return;
    }
    installation.requireFit();
    SortedMap<Long, @Nullable Integer> ordered = new TreeMap<>(seconds);
    int _ =
        database.change(
            "what the edge may keep could not be decided",
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(DECIDE)) {
                statement.setArray(
                    1, connection.createArrayOf("bigint", ordered.keySet().toArray()));
                statement.setArray(
                    2, connection.createArrayOf("smallint", ordered.values().toArray()));
                return statement.executeUpdate();
              }
            });
  }

  @Override
  public List<Link> kept() {
    installation.requireFit();
    return database.call(
        "the links at the edge could not be read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(KEPT)) {
            return rows.all(statement);
          }
        });
  }
}
