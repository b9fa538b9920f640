package dev.carom.core.postgres;

import dev.carom.core.access.AuditEntry;
import dev.carom.core.access.AuditLog;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The table {@code audit}, which triggers fill. */
public final class PostgresAuditLog implements AuditLog {

  private static final String SELECT =
      """
      SELECT id, at, actor, request_id, kind, action, coalesce(subjects, ARRAY[subject]) AS subjects, before, after
      FROM audit WHERE id < ? AND\
      """;

  /** Links that were minted together are one entry, which is found by the time that they share. */
  private static final String OF_SUBJECT =
      "(subject = ? OR at = (SELECT created_at FROM link WHERE link.id = ?) AND ? = ANY (subjects))";

  private final Database database;
  private final Installation installation;

  public PostgresAuditLog(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public List<AuditEntry> read(Query query, long before, int limit) {
    installation.requireFit();
    Conditions conditions = new Conditions();
    conditions.addUnlessNull("at >= ?", LinkRows.timestamp(query.from()));
    conditions.addUnlessNull("at < ?", LinkRows.timestamp(query.to()));
    conditions.addUnlessNull("actor = ?", query.actor());
    conditions.addUnlessNull("kind = ?", query.kind());
    Long subject = query.subject();
    if (subject != null) {
      conditions.add(OF_SUBJECT, subject, subject, subject);
    }
    String sql = SELECT + " " + conditions.sql() + " ORDER BY id DESC LIMIT ?";
    return database.call(
        "the audit log could not be read",
        connection -> {
          try (PreparedStatement statement = Conditions.planned(connection, sql)) {
            new Parameters(statement).add(before).add(conditions.values()).add(limit);
            return all(statement);
          }
        });
  }

  private static List<AuditEntry> all(PreparedStatement statement) throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        entries.add(
            new AuditEntry(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("request_id"),
                row.getString("kind"),
                row.getString("action"),
                List.of((Long[]) row.getArray("subjects").getArray()),
                row.getString("before"),
                row.getString("after")));
      }
    }
    return entries;
  }
}
