package dev.carom.core.postgres;

import dev.carom.core.access.Actor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.postgresql.PGConnection;

/**
 * Has connections see one workspace alone, whatever the statement: {@code link} is a view there of
 * the rows of the workspace that the session was told ({@code V17__workspaces.sql}). A session that
 * was told none fails with every such statement.
 *
 * <p>A session is told when a connection is borrowed, and only if it was told another one before:
 * where there is one workspace, that is once. Usable by any thread.
 */
final class WorkspaceFilter {

  /** What a new session begins with: the views stand before the tables of the same names. */
  static final String BEGIN =
      "set_config('search_path', 'of_workspace, ' || current_setting('search_path'), false)";

  private static final String TELL = "SELECT set_config('carom.workspace', ?, false)";

  /**
   * The workspaces that sessions were told, by their connections, which are compared by identity.
   */
  private final Map<PGConnection, Integer> told = Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * Returns the workspace that this thread works for.
   *
   * @throws IllegalStateException if that was not said: what is asked for would be nobody's
   */
  static int current() {
    Actor actor = Actor.current();
    if (actor == null) {
      throw new IllegalStateException("a statement belongs to no workspace: nobody is worked for");
    }
    return actor.workspace();
  }

  /** Has a session, which is in no transaction, see a workspace alone. */
  void apply(Connection connection, int workspace) throws SQLException {
    PGConnection session = connection.unwrap(PGConnection.class);
    Integer before = told.get(session);
    if (before != null && before == workspace) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(TELL)) {
      statement.setString(1, Integer.toString(workspace));
      statement.execute();
    }
    told.put(session, workspace);
  }
}
