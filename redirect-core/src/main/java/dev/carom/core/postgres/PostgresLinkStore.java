package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.Versions;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Links in PostgreSQL. A generated code is computed from its link's id and read by primary key; a
 * custom code is read by its unique index. Until the database is known to fit this process ({@link
 * Installation}), every method throws {@link dev.carom.core.link.StoreException}.
 */
public final class PostgresLinkStore implements LinkStore, LinkSource {

  /** One statement, hence one snapshot: {@code as_of} counts every change that the rows show. */
  private static final String READ =
      """
      SELECT as_of, link.id, domain_id, code, target, redirect_status, starts_at, expires_at, expired_target, max_clicks, deleted_at,
          blocked_at, edge_ttl
      FROM (SELECT coalesce(max(seq), 0) AS as_of FROM link_change) AS always_a_row LEFT JOIN\
      """;

  private static final String BY_ID = READ + " link ON link.id = ANY (?)";

  private static final String BY_CODE =
      READ
          + " (unnest(?::integer[], ?::text[]) AS wanted (domain_id, code)"
          + " JOIN link USING (domain_id, code)) ON true";

  /** Workspace by workspace, as the index has them. */
  private static final String NEWEST =
      """
      WITH page AS (
          SELECT page_id, page_time FROM workspace, LATERAL (
              SELECT id AS page_id, created_at AS page_time FROM link
              WHERE workspace = workspace.id AND deleted_at IS NULL
              ORDER BY created_at DESC, id DESC LIMIT ?) AS newest
          ORDER BY page_time DESC LIMIT ?)\
      """
          + LinkRows.SELECT_OF_PAGE;

  private static final int FETCH_ROWS = 10_000;

  private final Database database;
  private final Installation installation;
  private final CodeGenerator codes;
  private final LinkRows rows;
  private final MintedVersions versions;

  public PostgresLinkStore(Database database, Installation installation, CodeGenerator codes) {
    this.database = database;
    this.installation = installation;
    this.codes = codes;
    this.rows = new LinkRows(codes);
    this.versions = new MintedVersions(database);
  }

  @Override
  public List<Resolution.Known> read(List<Wanted> wanted) {
    installation.requireFit();
    Map<Long, String> generated = new HashMap<>(2 * wanted.size());
    Set<ShortCode> chosen = new HashSet<>();
    for (Wanted one : wanted) {
      if (one.isGenerated()) {
        generated.put(one.id(), one.code().value());
      }
      // The link with this id may be on another domain, and somebody may have chosen its code here.
      if (!one.isGenerated() || one.code().domain() != ShortCode.DEFAULT_DOMAIN) {
        chosen.add(one.code());
      }
    }
    Map<ShortCode, Resolution.Known> readings = new HashMap<>(2 * wanted.size());
    long asOf =
        database.call(
            "links could not be read",
            connection ->
                Math.min(
                    byId(connection, generated, readings), byCode(connection, chosen, readings)));
    Resolution.Missing missing = new Resolution.Missing(asOf);
    return wanted.stream().map(one -> readings.getOrDefault(one.code(), missing)).toList();
  }

  /**
   * Reads links by their ids.
   *
   * @param codes the codes that the ids are spelled by
   * @return what the reading saw
   */
  private long byId(
      Connection connection, Map<Long, String> codes, Map<ShortCode, Resolution.Known> readings)
      throws SQLException {
    if (codes.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try (PreparedStatement read = connection.prepareStatement(BY_ID)) {
      read.setArray(1, connection.createArrayOf("bigint", codes.keySet().toArray()));
      return readings(read, id -> Objects.requireNonNull(codes.get(id)), readings);
    }
  }

  /** Reads links by the codes that somebody chose, and returns what the reading saw. */
  private long byCode(
      Connection connection, Set<ShortCode> codes, Map<ShortCode, Resolution.Known> readings)
      throws SQLException {
    if (codes.isEmpty()) {
      return Long.MAX_VALUE;
    }
    List<ShortCode> ordered = List.copyOf(codes);
    try (PreparedStatement read = connection.prepareStatement(BY_CODE)) {
      Columns columns = new Columns(read);
      columns.set(1, "integer", ordered.stream().mapToInt(ShortCode::domain).toArray());
      columns.texts(2, "text", ordered, ShortCode::value);
      return readings(
          read,
          id -> {
            throw new IllegalStateException("a link without a code was found by it: id=" + id);
          },
          readings);
    }
  }

  private long readings(
      PreparedStatement read,
      LongFunction<String> generated,
      Map<ShortCode, Resolution.Known> readings)
      throws SQLException {
    try (ResultSet row = read.executeQuery()) {
      long asOf = 0;
      while (row.next()) {
        asOf = row.getLong("as_of");
        long id = row.getLong("id");
        if (!row.wasNull()) {
          String code = row.getString("code");
          readings.put(
              new ShortCode(row.getInt("domain_id"), code != null ? code : generated.apply(id)),
              rows.reading(row, asOf));
        }
      }
      return asOf;
    }
  }

  @Override
  public long lastId() {
    installation.requireFit();
    return database.call(
        "the greatest id could not be read",
        connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement("SELECT last_value FROM link_id");
              ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  @Override
  public List<Link> newest(int limit) {
    installation.requireFit();
    return database.call(
        "the newest links could not be read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            new Parameters(statement).add(limit, limit);
            return rows.all(statement);
          }
        });
  }

  @Override
  public void customCodes(Consumer<ShortCode> to) {
    installation.requireFit();
    database.transact(
        "chosen codes could not be read",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT domain_id, code FROM link WHERE code IS NOT NULL")) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                to.accept(new ShortCode(row.getInt(1), row.getString(2)));
              }
            }
          }
          return null;
        });
  }

  @Override
  public List<Minted> mint(List<NewLink> links) {
    return mintEach(links, List.of());
  }

  @Override
  public List<Minted> mintEach(List<NewLink> links, List<String> requestIds) {
    installation.requireFit();
    List<Minted> minted =
        database.change(
            "links could not be minted",
            connection -> {
              List<Minted> outcomes = new Minting(connection, codes, rows, links, requestIds).run();
              PostgresAnswerStore.keep(connection, answers -> answers.minted(outcomes));
              KeptBatches.keepMinted(connection, outcomes);
              return outcomes;
            });
    return versions.of(minted);
  }

  @Override
  public @Nullable Link find(long id) {
    installation.requireFit();
    return database.call("link could not be read", connection -> find(connection, id));
  }

  private @Nullable Link find(Connection connection, long id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(LinkRows.SELECT + " WHERE id = ?")) {
      statement.setLong(1, id);
      return rows.first(statement);
    }
  }

  @Override
  public @Nullable Link find(ShortCode code) {
    installation.requireFit();
    return database.call(
        "link could not be read",
        connection ->
            rows.named(connection, List.of(), List.of(code)).stream()
                .filter(link -> link.code().equals(code))
                .findAny()
                .orElse(null));
  }

  @Override
  public List<Link> find(Collection<Long> ids, Collection<ShortCode> named) {
    installation.requireFit();
    return database.call(
        "links could not be read", connection -> rows.named(connection, ids, named));
  }

  @Override
  public LinkPage list(LinkPage.Query query) {
    installation.requireFit();
    return database.call(
        "links could not be listed",
        connection -> new Listing(connection, rows, codes).page(query));
  }

  @Override
  public List<Link> links(LinkPage.Query query) {
    installation.requireFit();
    return database.call(
        "links could not be listed",
        connection -> new Listing(connection, rows, codes).links(query));
  }

  @Override
  public @Nullable Link edit(long id, LinkEdit edit, Versions only) {
    return changed(id, "link could not be edited", editing -> editing.edit(id, edit, only));
  }

  @Override
  public @Nullable Link rollBack(long id, long version, Versions only) {
    return changed(
        id, "link could not be rolled back", editing -> editing.rollBack(id, version, only));
  }

  @Override
  public List<Replaced> history(long id, long before, int limit) {
    installation.requireFit();
    return database.call(
        "versions of a link could not be read",
        connection -> rows.history(connection, id, before, limit));
  }

  @Override
  public @Nullable Link delete(long id, Versions only) {
    Link deleted = changed(id, "link could not be deleted", editing -> editing.delete(id, only));
    return deleted != null ? deleted : find(id);
  }

  @Override
  public @Nullable Link block(long id, @Nullable String reason, Versions only) {
    return changed(
        id, "link could not be blocked or unblocked", editing -> editing.block(id, reason, only));
  }

  @Override
  public List<Revised> revise(List<Revision> revisions) {
    installation.requireFit();
    Set<Long> changed =
        database.change(
            "links could not be changed",
            connection -> {
              Set<Long> ids = new Editing(connection).revise(revisions);
              KeptBatches.keepRevised(connection, revisions, ids);
              return ids;
            });
    Map<Long, Link> links = new HashMap<>();
    for (Link link : find(revisions.stream().map(Revision::id).toList(), List.of())) {
      links.put(link.id(), link);
    }
    return revisions.stream()
        .map(revision -> new Revised(changed.contains(revision.id()), links.get(revision.id())))
        .toList();
  }

  /** A change of one link, which tells whether there was one. */
  private interface Change {
    boolean of(Editing editing) throws SQLException;
  }

  private @Nullable Link changed(long id, String failure, Change change) {
    installation.requireFit();
    boolean changed =
        database.change(
            failure,
            connection -> {
              boolean done = change.of(new Editing(connection));
              if (done) {
                PostgresAnswerStore.keep(
                    connection,
                    answers -> answers.changed(Objects.requireNonNull(find(connection, id))));
              }
              return done;
            });
    return changed ? find(id) : null;
  }
}
