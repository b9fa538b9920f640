package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.EdgeKey;
import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.EdgeWish;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkDetails;
import dev.carom.core.link.LinkEdge;
import dev.carom.core.link.LinkStore.Replaced;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Period;
import dev.carom.core.resolve.Resolution;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of the table {@code link} as values of the domain. */
final class LinkRows {

  /** What {@link #link} reads. */
  private static final String COLUMNS =
      """
      SELECT id, version, created_at, updated_at, redirect_status, target, starts_at, expires_at, expired_target, deleted_at, domain_id, code,
             CASE WHEN domain_id <> 0 THEN (SELECT host FROM domain WHERE domain.id = domain_id) END AS domain_host,
             max_clicks, greatest(0, max_clicks - coalesce(used, 0)) AS clicks_left,
             title, notes, external_id, tags, blocked_at, block_reason,
             edge, edge_ttl, (edge_ttl IS NOT NULL OR coalesce(edge_until > now(), false)) AS at_edge\
      """;

  private static final String USES = " LEFT JOIN link_use ON link_use.link_id = id";

  static final String SELECT = COLUMNS + " FROM link" + USES;

  /** The same of those links that a table {@code page} has the ids of. */
  static final String SELECT_OF_PAGE = COLUMNS + " FROM page JOIN link ON id = page_id" + USES;

  /** The same, and the places of those links in a table {@code page}. */
  static final String SELECT_OF_PLACES =
      COLUMNS + ", page_place FROM page JOIN link ON id = page_id" + USES;

  /** The same of those links that have codes which somebody chose. */
  private static final String SELECT_OF_CODES =
      """
      WITH page AS (SELECT link.id AS page_id
                    FROM unnest(?::integer[], ?::text[]) AS wanted (domain_id, code) JOIN link USING (domain_id, code))\
      """
          + " "
          + SELECT_OF_PAGE;

  /** The same of versions of a link that were replaced, and by whom and when. */
  private static final String SELECT_REPLACED =
      COLUMNS
          + ", replaced_by, replaced_at FROM ("
          + """
          SELECT was.*, actor AS replaced_by, at AS replaced_at
          FROM audit, jsonb_populate_record(NULL::link, before) AS was
          WHERE kind = 'link' AND subject = ? AND audit.version < ?
          ORDER BY audit.version DESC, audit.id LIMIT ?) AS link\
          """
          + USES
          + " ORDER BY version DESC";

  private static final String OF_GENERATED =
      "SELECT id, domain_id FROM link WHERE id = ANY (?) AND code IS NULL";

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

  /** Returns links by their places. */
  Map<Long, Link> byPlace(PreparedStatement statement) throws SQLException {
    Map<Long, Link> links = new HashMap<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        links.put(row.getLong("page_place"), link(row));
      }
    }
    return links;
  }

  /** Returns the links that have one of these ids or codes, and perhaps others. */
  List<Link> named(Connection connection, Collection<Long> ids, Collection<ShortCode> named)
      throws SQLException {
    Set<Long> numbers = new HashSet<>(ids);
    for (ShortCode code : named) {
      long id = codes.decode(code.value());
      if (id != CodeGenerator.NOT_A_CODE) {
        numbers.add(id);
      }
    }
    List<Link> links = new ArrayList<>();
    if (!numbers.isEmpty()) {
      try (PreparedStatement statement =
          connection.prepareStatement(SELECT + " WHERE id = ANY (?)")) {
        new Columns(statement).longs(1, numbers, Long::longValue);
        links.addAll(all(statement));
      }
    }
    if (!named.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(SELECT_OF_CODES)) {
        Columns columns = new Columns(statement);
        columns.set(1, "integer", named.stream().mapToInt(ShortCode::domain).toArray());
        columns.texts(2, "text", named, ShortCode::value);
        links.addAll(all(statement));
      }
    }
    return links;
  }

  /** Returns the domains of those ids whose links have the code that the id spells. */
  static Map<Long, Integer> domainsOfGenerated(Connection connection, Collection<Long> ids)
      throws SQLException {
    Map<Long, Integer> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(OF_GENERATED)) {
      new Columns(statement).longs(1, ids, Long::longValue);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.put(row.getLong("id"), row.getInt("domain_id"));
        }
      }
    }
    return found;
  }

  List<Replaced> history(Connection connection, long id, long before, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SELECT_REPLACED)) {
      new Parameters(statement).add(id, before, limit);
      List<Replaced> history = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Instant at = row.getObject("replaced_at", OffsetDateTime.class).toInstant();
          history.add(new Replaced(link(row), at, row.getString("replaced_by")));
        }
      }
      return history;
    }
  }

  private Link link(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    String code = row.getString("code");
    Instant createdAt = createdAt(row);
    Instant updatedAt = instant(row, "updated_at");
    Long maxClicks = row.getObject("max_clicks", Long.class);
    return new Link(
        id,
        new ShortCode(row.getInt("domain_id"), code != null ? code : codes.encode(id)),
        row.getString("domain_host"),
        new TargetUrl(row.getString("target")),
        RedirectStatus.of(row.getInt("redirect_status")),
        instant(row, "starts_at"),
        instant(row, "expires_at"),
        target(row, "expired_target"),
        maxClicks,
        maxClicks == null ? null : row.getLong("clicks_left"),
        edge(row, id),
        details(row),
        row.getLong("version"),
        createdAt,
        updatedAt != null ? updatedAt : createdAt,
        instant(row, "deleted_at"),
        block(row));
  }

  private LinkEdge edge(ResultSet row, long id) throws SQLException {
    EdgeWish wish = wish(row.getString("edge"));
    return row.getBoolean("at_edge")
        ? new LinkEdge(wish, row.getObject("edge_ttl", Integer.class), edgeKey(id))
        : LinkEdge.of(wish);
  }

  /** Returns what is kept of a wish: what most wish for is nothing. */
  static @Nullable String edge(EdgeWish wish) {
    return wish == EdgeWish.AUTO ? null : wish.text();
  }

  static EdgeWish wish(@Nullable String edge) {
    return edge == null ? EdgeWish.AUTO : EdgeWish.parse(edge);
  }

  EdgeKey edgeKey(long id) {
    return new EdgeKey(codes.encode(id));
  }

  private static Link.@Nullable Block block(ResultSet row) throws SQLException {
    Instant blockedAt = instant(row, "blocked_at");
    return blockedAt == null ? null : new Link.Block(blockedAt, row.getString("block_reason"));
  }

  static @Nullable TargetUrl target(ResultSet row, String column) throws SQLException {
    String target = row.getString(column);
    return target == null ? null : new TargetUrl(target);
  }

  private static LinkDetails details(ResultSet row) throws SQLException {
    Array tags = row.getArray("tags");
    return new LinkDetails(
        row.getString("title"),
        row.getString("notes"),
        row.getString("external_id"),
        tags == null ? List.of() : List.of((String[]) tags.getArray()));
  }

  /** Reads what followers need of a link. */
  Resolution.Known reading(ResultSet row, long asOf) throws SQLException {
    if (row.getObject("deleted_at") != null) {
      return new Resolution.Gone(asOf);
    }
    if (row.getObject("blocked_at") != null) {
      return new Resolution.Blocked(asOf);
    }
    long id = row.getLong("id");
    Integer edgeSeconds = row.getObject("edge_ttl", Integer.class);
    return new Resolution.Found(
        id,
        new TargetUrl(row.getString("target")),
        RedirectStatus.of(row.getInt("redirect_status")),
        Period.of(
            instant(row, "starts_at"), instant(row, "expires_at"), target(row, "expired_target")),
        row.getObject("max_clicks") != null,
        edgeSeconds == null ? null : new EdgeLife(edgeSeconds, edgeKey(id)),
        asOf);
  }

  static Instant createdAt(ResultSet row) throws SQLException {
    return row.getObject("created_at", OffsetDateTime.class).toInstant();
  }

  static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
