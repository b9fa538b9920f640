package dev.carom.core.postgres;

import dev.carom.core.link.Link;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkPage.Direction;
import dev.carom.core.link.LinkPage.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads pages of the list of links by keyset, along the index {@code link_newest}. */
final class Listing {

  private static final String NEWEST =
      LinkRows.SELECT + " WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?";

  private static final String OLDER =
      LinkRows.SELECT
          + " WHERE deleted_at IS NULL AND (created_at, id) < (?, ?)"
          + " ORDER BY created_at DESC, id DESC LIMIT ?";

  private static final String NEWER =
      LinkRows.SELECT
          + " WHERE deleted_at IS NULL AND (created_at, id) > (?, ?)"
          + " ORDER BY created_at, id LIMIT ?";

  private static final String COUNT =
      "SELECT count(*) FROM (SELECT FROM link WHERE deleted_at IS NULL LIMIT %d) AS counted"
          .formatted(LinkPage.EXACT_TOTAL + 1);

  private static final String ESTIMATE = "EXPLAIN (FORMAT JSON) SELECT FROM link";
  private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private final Connection connection;
  private final LinkRows rows;

  Listing(Connection connection, LinkRows rows) {
    this.connection = connection;
    this.rows = rows;
  }

  LinkPage page(LinkPage.Query query) throws SQLException {
    Position after = query.after();
    boolean backwards = after != null && query.direction() == Direction.NEWER;
    // One more than asked for tells whether the list goes on.
    List<Link> links = new ArrayList<>(read(query, query.limit() + 1));
    boolean goesOn = links.size() > query.limit();
    if (goesOn) {
      links.removeLast();
    }
    if (backwards) {
      Collections.reverse(links);
    }
    return new LinkPage(links, backwards ? goesOn : after != null, backwards || goesOn, total());
  }

  private List<Link> read(LinkPage.Query query, int limit) throws SQLException {
    Position after = query.after();
    if (after == null) {
      try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
        statement.setInt(1, limit);
        return rows.all(statement);
      }
    }
    String sql = query.direction() == Direction.NEWER ? NEWER : OLDER;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, LinkRows.timestamp(after.createdAt()));
      statement.setLong(2, after.id());
      statement.setInt(3, limit);
      return rows.all(statement);
    }
  }

  private long total() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COUNT);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long counted = row.getLong(1);
      return counted <= LinkPage.EXACT_TOTAL ? counted : Math.max(counted, estimate());
    }
  }

  /**
   * Asks the planner, which knows the table's present size, rather than statistics that may be old.
   */
  private long estimate() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ESTIMATE);
        ResultSet row = statement.executeQuery()) {
      row.next();
      Matcher planRows = PLAN_ROWS.matcher(row.getString(1));
      return planRows.find() ? Long.parseLong(planRows.group(1)) : 0;
    }
  }
}
