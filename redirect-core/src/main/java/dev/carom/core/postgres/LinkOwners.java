package dev.carom.core.postgres;

import dev.carom.core.access.Workspace;
import dev.carom.core.click.Click;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The workspaces of links that were clicked. Links stay where they are, so what was read once holds
 * for good.
 *
 * @param elsewhere those of links that do not belong to the first workspace
 */
record LinkOwners(Map<Long, Integer> elsewhere) {

  /** All links belong to the first workspace. */
  static final LinkOwners FIRST = new LinkOwners(Map.of());

  private static final String ELSEWHERE =
      "SELECT id, workspace FROM link WHERE id = ANY (?) AND workspace <> 1";

  LinkOwners {
    elsewhere = Map.copyOf(elsewhere);
  }

  static LinkOwners of(Connection connection, Set<Long> links) throws SQLException {
    Map<Long, Integer> elsewhere = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(ELSEWHERE)) {
      new Columns(statement).longs(1, links, Long::longValue);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          elsewhere.put(row.getLong("id"), row.getInt("workspace"));
        }
      }
    }
    return new LinkOwners(elsewhere);
  }

  /** Returns the workspace of a link, or of all links of one together. */
  int workspace(long linkId) {
    return linkId < Click.NO_LINK
        ? Math.toIntExact(-linkId)
        : elsewhere.getOrDefault(linkId, Workspace.FIRST);
  }

  /** Returns the id that stands for all links of a link's workspace together. */
  long together(long linkId) {
    return Click.allLinks(workspace(linkId));
  }
}
