package dev.carom.core.postgres;

import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.safety.Blocklist;
import dev.carom.core.safety.BlocklistStore;
import dev.carom.core.safety.TargetRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blocklist in PostgreSQL, where a trigger numbers its changes. */
public final class PostgresBlocklistStore implements BlocklistStore {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresBlocklistStore.class);

  private static final String COLUMNS = " id, pattern, reason, created_at";
  private static final String SELECT = "SELECT" + COLUMNS + " FROM blocked_target ";

  /** The bound may be exceeded by as many as are added at the same moment. */
  private static final String ADD =
      """
      INSERT INTO blocked_target (pattern, reason)
      SELECT ?, ? WHERE (SELECT count(*) FROM blocked_target) < ?
      ON CONFLICT (pattern) DO UPDATE SET reason = excluded.reason
      RETURNING\
      """
          + COLUMNS;

  private static final String REMOVE =
      "DELETE FROM blocked_target WHERE id = ? RETURNING" + COLUMNS;
  private static final String BY_ID = SELECT + "WHERE id = ?";
  private static final String LIST = SELECT + "WHERE id < ? ORDER BY id DESC LIMIT ?";
  private static final String CONCERNING = SELECT + "WHERE host = ANY (?)";

  private final Database database;
  private final Installation installation;

  public PostgresBlocklistStore(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public @Nullable Entry add(TargetRule rule, String reason) {
    return changed(
        "the blocklist could not be added to", ADD, rule.pattern(), reason, Blocklist.MAX_RULES);
  }

  @Override
  public @Nullable Entry remove(long id) {
    return changed("the blocklist could not be removed from", REMOVE, id);
  }

  @Override
  public @Nullable Entry find(long id) {
    return first("the blocklist could not be read", BY_ID, id);
  }

  @Override
  public List<Entry> list(long before, int limit) {
    return all("the blocklist could not be read", LIST, before, limit);
  }

  @Override
  public Blocklist concerning(Collection<TargetUrl> targets) {
    String[] hosts = Blocklist.hosts(targets).toArray(String[]::new);
    installation.requireFit();
    return database.call(
        "the blocklist could not be read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(CONCERNING)) {
            statement.setArray(1, connection.createArrayOf("text", hosts));
            return blocklist(statement);
          }
        });
  }

  @Override
  public long lastChange() {
    installation.requireFit();
    return database.call("the last change could not be read", PostgresChangeLog::lastChange);
  }

  /** Reads all rules. */
  static Blocklist read(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
      return blocklist(statement);
    }
  }

  private static Blocklist blocklist(PreparedStatement statement) throws SQLException {
    return new Blocklist(entries(statement).stream().map(Entry::rule).toList());
  }

  private @Nullable Entry first(String failure, String sql, Object... parameters) {
    return first(all(failure, sql, parameters));
  }

  private @Nullable Entry changed(String failure, String sql, Object... parameters) {
    installation.requireFit();
    return database.change(
        failure,
        connection -> {
          Entry entry = first(entries(connection, sql, parameters));
          if (entry != null) {
            PostgresAnswerStore.keep(connection, answers -> answers.changed(entry));
          }
          return entry;
        });
  }

  private static @Nullable Entry first(List<Entry> entries) {
    return entries.isEmpty() ? null : entries.getFirst();
  }

  private List<Entry> all(String failure, String sql, Object... parameters) {
    installation.requireFit();
    return database.call(failure, connection -> entries(connection, sql, parameters));
  }

  private static List<Entry> entries(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Parameters(statement).add(parameters);
      return entries(statement);
    }
  }

  /**
   * What somebody has written by hand, and is no rule, must not keep the others from being read.
   */
  private static List<Entry> entries(PreparedStatement statement) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        try {
          entries.add(
              new Entry(
                  row.getLong("id"),
                  TargetRule.parse(row.getString("pattern")),
                  row.getString("reason"),
                  LinkRows.createdAt(row)));
        } catch (InvalidValueException e) {
          LOG.warn("The blocklist's entry {} is no pattern: {}", row.getLong("id"), e.getMessage());
        }
      }
    }
    return entries;
  }
}
