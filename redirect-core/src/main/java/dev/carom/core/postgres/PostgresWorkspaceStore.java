package dev.carom.core.postgres;

import dev.carom.core.access.Workspace;
import dev.carom.core.access.WorkspaceStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Workspaces in the table {@code workspace}, whose rows are kept when they are given up. */
public final class PostgresWorkspaceStore implements WorkspaceStore {

  private static final String COLUMNS = " id, name, created_at";
  private static final String RETURNING = " RETURNING" + COLUMNS;
  private static final String SELECT =
      "SELECT" + COLUMNS + " FROM workspace WHERE deleted_at IS NULL ";

  private static final String ADD = "INSERT INTO workspace (name) VALUES (?)" + RETURNING;
  private static final String RENAME =
      "UPDATE workspace SET name = ? WHERE id = ? AND deleted_at IS NULL" + RETURNING;
  private static final String REMOVE =
      """
      UPDATE workspace SET deleted_at = now()
      WHERE id = ? AND deleted_at IS NULL AND id <> 1 AND NOT carom_workspace_in_use(id)\
      """
          + RETURNING;

  private static final String BY_ID = SELECT + "AND id = ?";
  private static final String LIST = SELECT + "AND id < ? ORDER BY id DESC LIMIT ?";

  private final Database whole;
  private final Database database;
  private final Installation installation;

  /**
   * @param whole shows all workspaces
   * @param database shows whoever is worked for their own
   */
  public PostgresWorkspaceStore(Database whole, Database database, Installation installation) {
    this.whole = whole;
    this.database = database;
    this.installation = installation;
  }

  @Override
  public Workspace add(String name) {
    return Objects.requireNonNull(changed("the workspace could not be added", ADD, name));
  }

  @Override
  public @Nullable Workspace rename(int id, String name) {
    return changed("the workspace could not be renamed", RENAME, name, id);
  }

  @Override
  public Removal remove(int id) {
    if (changed("the workspace could not be given up", REMOVE, id) != null) {
      return Removal.DONE;
    }
    return find(id) == null ? Removal.NOT_FOUND : Removal.IN_USE;
  }

  @Override
  public @Nullable Workspace find(int id) {
    return first(read(database, BY_ID, id));
  }

  @Override
  public List<Workspace> list(long before, int limit) {
    return read(database, LIST, before, limit);
  }

  @Override
  public boolean exists(int id) {
    return !read(whole, BY_ID, id).isEmpty();
  }

  private List<Workspace> read(Database from, String sql, Object... parameters) {
    installation.requireFit();
    return from.call(
        "workspaces could not be read", connection -> all(connection, sql, parameters));
  }

  private @Nullable Workspace changed(String failure, String sql, Object... parameters) {
    installation.requireFit();
    return database.change(
        failure,
        connection -> {
          Workspace workspace = first(all(connection, sql, parameters));
          if (workspace != null) {
            PostgresAnswerStore.keep(connection, answers -> answers.changed(workspace));
          }
          return workspace;
        });
  }

  private static @Nullable Workspace first(List<Workspace> workspaces) {
    return workspaces.isEmpty() ? null : workspaces.getFirst();
  }

  private static List<Workspace> all(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Parameters(statement).add(parameters);
      List<Workspace> workspaces = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          workspaces.add(
              new Workspace(row.getInt("id"), row.getString("name"), LinkRows.createdAt(row)));
        }
      }
      return workspaces;
    }
  }
}
