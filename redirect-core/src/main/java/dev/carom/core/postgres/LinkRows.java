package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Link;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the table {@code link} as values of the domain. */
final class LinkRows {

  /** What {@link #link} reads. */
  static final String SELECT =
      """
      SELECT id, version, created_at, updated_at, redirect_status, target, expires_at, deleted_at, code,
             max_clicks, greatest(0, max_clicks - coalesce(used, 0)) AS clicks_left
      FROM link LEFT JOIN link_use ON link_id = id\
      """;

  private final CodeGenerator codes;

  LinkRows(CodeGenerator codes) {
    this.codes = codes;
  }

  @Nullable Link first(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? link(row) : null;
    }
  }

  List<Link> all(PreparedStatement statement) throws SQLException {
    List<Link> links = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        links.add(link(row));
      }
    }
    return links;
  }

  private Link link(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    String code = row.getString("code");
    Instant createdAt = createdAt(row);
    Instant updatedAt = instant(row, "updated_at");
    Long maxClicks = row.getObject("max_clicks", Long.class);
    return new Link(
        id,
        new ShortCode(code != null ? code : codes.encode(id)),
        new TargetUrl(row.getString("target")),
        RedirectStatus.of(row.getInt("redirect_status")),
        instant(row, "expires_at"),
        maxClicks,
        maxClicks == null ? null : row.getLong("clicks_left"),
        row.getLong("version"),
        createdAt,
        updatedAt != null ? updatedAt : createdAt,
        instant(row, "deleted_at"));
  }

  /** Reads what followers need of a link. */
  static Resolution.Known reading(ResultSet row, long asOf) throws SQLException {
    if (row.getObject("deleted_at") != null) {
      return new Resolution.Gone(asOf);
    }
    Instant expiresAt = instant(row, "expires_at");
    return new Resolution.Found(
        row.getLong("id"),
        new TargetUrl(row.getString("target")),
        RedirectStatus.of(row.getInt("redirect_status")),
        expiresAt == null ? Resolution.Found.NEVER : expiresAt.toEpochMilli(),
        row.getObject("max_clicks") != null,
        asOf);
  }

  static Instant createdAt(ResultSet row) throws SQLException {
    return row.getObject("created_at", OffsetDateTime.class).toInstant();
  }

  static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
