package dev.carom.core.postgres;

import dev.carom.core.link.Domain;
import dev.carom.core.link.DomainEdit;
import dev.carom.core.link.DomainEdit.Lead;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.TargetUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The domains in PostgreSQL, where a trigger numbers their changes. */
public final class PostgresDomainStore implements DomainStore {

  private static final String COLUMNS =
      " id, host, folds_case, root_target, missing_target, gone_target, created_at, updated_at";
  private static final String SELECT =
      "SELECT" + COLUMNS + " FROM domain WHERE deleted_at IS NULL ";

  /** What belongs to whoever is worked for, which the default domain mostly does not. */
  private static final String SELECT_OWN =
      "SELECT" + COLUMNS + " FROM own_domain WHERE deleted_at IS NULL ";

  /** The bound may be exceeded by as many as are added at the same moment. */
  private static final String ADD =
      """
      INSERT INTO own_domain (host, folds_case, root_target, missing_target, gone_target)
      SELECT ?, ?, ?, ?, ? WHERE carom_domains() < ?
      ON CONFLICT DO NOTHING
      RETURNING\
      """
          + COLUMNS;

  private static final String EDIT =
      """
      UPDATE own_domain
      SET root_target = CASE WHEN ? THEN ? ELSE root_target END,
          missing_target = CASE WHEN ? THEN ? ELSE missing_target END,
          gone_target = CASE WHEN ? THEN ? ELSE gone_target END,
          updated_at = now()
      WHERE id = ? AND deleted_at IS NULL
      RETURNING\
      """
          + COLUMNS;

  /** Waits for whoever is minting a link on it, and is then seen by whoever would be next. */
  private static final String LOCK = SELECT_OWN + "AND id = ? FOR UPDATE";

  private static final String REMOVE =
      """
      UPDATE own_domain SET deleted_at = now(), updated_at = now()
      WHERE id = ? AND id <> 0
        AND NOT EXISTS (SELECT FROM link WHERE domain_id = own_domain.id AND domain_id <> 0 AND deleted_at IS NULL)\
      """;

  private static final String BY_ID = SELECT + "AND id = ?";
  private static final String BY_HOST = SELECT + "AND host = ?";
  private static final String BY_HOSTS = SELECT_OWN + "AND host = ANY (?) FOR SHARE";
  private static final String LIST = SELECT + "AND id < ? ORDER BY id DESC LIMIT ?";

  private static final String COUNT = "SELECT carom_domains()";

  private final Database database;
  private final Installation installation;

  public PostgresDomainStore(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public @Nullable Entry add(Domain domain) {
    Domain.Targets targets = domain.targets();
    return changed(
        "the domain could not be added",
        ADD,
        domain.host(),
        domain.foldsCase(),
        text(targets.root()),
        text(targets.missing()),
        text(targets.gone()),
        MAX_DOMAINS);
  }

  @Override
  public @Nullable Entry edit(int id, DomainEdit edit) {
    return changed(
        "the domain could not be changed",
        EDIT,
        edit.root() != null,
        text(edit.root()),
        edit.missing() != null,
        text(edit.missing()),
        edit.gone() != null,
        text(edit.gone()),
        id);
  }

  private static @Nullable String text(@Nullable Lead lead) {
    return lead == null ? null : text(lead.target());
  }

  @Override
  public Removal remove(int id) {
    installation.requireFit();
    return database.change(
        "the domain could not be given up",
        connection -> {
          Entry entry = first(entries(connection, LOCK, id));
          if (entry == null) {
            return Removal.NOT_FOUND;
          }
          try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setInt(1, id);
            if (remove.executeUpdate() == 0) {
              return Removal.IN_USE;
            }
          }
          PostgresAnswerStore.keep(connection, answers -> answers.changed(entry));
          return Removal.DONE;
        });
  }

  @Override
  public @Nullable Entry find(int id) {
    return first("the domain could not be read", BY_ID, id);
  }

  @Override
  public @Nullable Entry find(String host) {
    return first("the domain could not be read", BY_HOST, host);
  }

  @Override
  public List<Entry> list(long before, int limit) {
    return all("the domains could not be read", LIST, before, limit);
  }

  @Override
  public boolean isFull() {
    installation.requireFit();
    return database.call(
        "the domains could not be counted",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(COUNT);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1) >= MAX_DOMAINS;
          }
        });
  }

  @Override
  public long lastChange() {
    installation.requireFit();
    return database.call("the last change could not be read", PostgresChangeLog::lastChange);
  }

  /** Reads all domains. */
  static List<Domain> readAll(Connection connection) throws SQLException {
    return entries(connection, SELECT).stream().map(Entry::domain).toList();
  }

  /** Reads domains by their hosts, and lets nobody give them up before the transaction is over. */
  static Map<String, Domain> hold(Connection connection, Collection<String> hosts)
      throws SQLException {
    Map<String, Domain> byHost = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(BY_HOSTS)) {
      statement.setArray(1, connection.createArrayOf("text", hosts.toArray()));
      for (Entry entry : entries(statement)) {
        byHost.put(Objects.requireNonNull(entry.domain().host()), entry.domain());
      }
    }
    return byHost;
  }

  private @Nullable Entry changed(String failure, String sql, @Nullable Object... parameters) {
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

  private @Nullable Entry first(String failure, String sql, Object... parameters) {
    return first(all(failure, sql, parameters));
  }

  private static @Nullable Entry first(List<Entry> entries) {
    return entries.isEmpty() ? null : entries.getFirst();
  }

  private List<Entry> all(String failure, String sql, Object... parameters) {
    installation.requireFit();
    return database.call(failure, connection -> entries(connection, sql, parameters));
  }

  private static List<Entry> entries(
      Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Parameters(statement).add(parameters);
      return entries(statement);
    }
  }

  private static List<Entry> entries(PreparedStatement statement) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        entries.add(
            new Entry(
                domain(row),
                LinkRows.createdAt(row),
                Objects.requireNonNull(LinkRows.instant(row, "updated_at"))));
      }
    }
    return entries;
  }

  private static Domain domain(ResultSet row) throws SQLException {
    return new Domain(
        row.getInt("id"),
        row.getString("host"),
        row.getBoolean("folds_case"),
        new Domain.Targets(
            LinkRows.target(row, "root_target"),
            LinkRows.target(row, "missing_target"),
            LinkRows.target(row, "gone_target")));
  }

  private static @Nullable String text(@Nullable TargetUrl target) {
    return target == null ? null : target.value();
  }
}
