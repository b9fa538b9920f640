package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.Versions;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
      SELECT as_of, link.id, code, target, redirect_status, starts_at, expires_at, expired_target, max_clicks, deleted_at,
          blocked_at
      FROM (SELECT coalesce(max(seq), 0) AS as_of FROM link_change) AS always_a_row LEFT JOIN link ON\
      """;

  private static final String BY_ID = READ + " link.id = ANY (?)";
  private static final String BY_CODE = READ + " link.code = ANY (?)";

  private static final int FETCH_ROWS = 10_000;

  private final Database database;
  private final Installation installation;
  private final CodeGenerator codes;
  private final LinkRows rows;

  public PostgresLinkStore(Database database, Installation installation, CodeGenerator codes) {
    this.database = database;
    this.installation = installation;
    this.codes = codes;
    this.rows = new LinkRows(codes);
  }

  @Override
  public List<Resolution.Known> read(List<Wanted> wanted) {
    installation.requireFit();
    Map<ShortCode, Resolution.Known> readings = new HashMap<>(2 * wanted.size());
    Map<Long, ShortCode> generated = new HashMap<>(2 * wanted.size());
    Map<String, ShortCode> chosen = new HashMap<>();
    for (Wanted one : wanted) {
      if (one.isGenerated()) {
        generated.put(one.id(), one.code());
      } else {
        chosen.put(one.code().value(), one.code());
      }
    }
    database.call(
        "links could not be read",
        connection -> {
          read(connection, BY_ID, "bigint", generated, readings);
          read(connection, BY_CODE, "text", chosen, readings);
          return readings;
        });
    return wanted.stream().map(one -> readings.get(one.code())).toList();
  }

  /**
   * Reads links by their ids, or by the codes that somebody chose.
   *
   * @param wanted the codes by what they are read by
   */
  private static void read(
      Connection connection,
      String statement,
      String type,
      Map<?, ShortCode> wanted,
      Map<ShortCode, Resolution.Known> readings)
      throws SQLException {
    if (wanted.isEmpty()) {
      return;
    }
    try (PreparedStatement read = connection.prepareStatement(statement)) {
      read.setArray(1, connection.createArrayOf(type, wanted.keySet().toArray()));
      try (ResultSet row = read.executeQuery()) {
        long asOf = 0;
        while (row.next()) {
          asOf = row.getLong("as_of");
          Object id = row.getObject("id");
          if (id != null) {
            String code = row.getString("code");
            readings.put(
                code != null ? new ShortCode(code) : wanted.get(id), LinkRows.reading(row, asOf));
          }
        }
        for (ShortCode code : wanted.values()) {
          readings.putIfAbsent(code, new Resolution.Missing(asOf));
        }
      }
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
  public void customCodes(Consumer<ShortCode> to) {
    installation.requireFit();
    database.transact(
        "chosen codes could not be read",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT code FROM link WHERE code IS NOT NULL")) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                to.accept(new ShortCode(row.getString(1)));
              }
            }
          }
          return null;
        });
  }

  @Override
  public List<Minted> mint(List<NewLink> links) {
    installation.requireFit();
    List<Minted> minted =
        database.change(
            "links could not be minted", connection -> new Minting(connection, codes, links).run());
    return links.stream().anyMatch(link -> link.code() != null) ? withVersions(minted) : minted;
  }

  /**
   * The change that a link with a custom code is got its number at commit, so it is read after it.
   */
  private List<Minted> withVersions(List<Minted> minted) {
    Long[] ids =
        minted.stream()
            .filter(Minted.Created.class::isInstance)
            .map(outcome -> ((Minted.Created) outcome).link().id())
            .toArray(Long[]::new);
    Map<Long, Long> versions;
    try {
      versions =
          database.call(
              "versions of minted links could not be read",
              connection -> versions(connection, ids));
    } catch (StoreException _) {
      // The links exist: to say otherwise would have them minted twice.
      return minted;
    }
    return minted.stream().map(outcome -> withVersion(outcome, versions)).toList();
  }

  private static Minted withVersion(Minted outcome, Map<Long, Long> versions) {
    return switch (outcome) {
      case Minted.Created(Link link) ->
          new Minted.Created(link.withVersion(versions.getOrDefault(link.id(), 0L)));
      case Minted.CodeTaken _, Minted.TargetRefused _ -> outcome;
    };
  }

  private static Map<Long, Long> versions(Connection connection, Long[] ids) throws SQLException {
    Map<Long, Long> versions = new HashMap<>(ids.length * 2);
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id, version FROM link WHERE id = ANY (?)")) {
      statement.setArray(1, connection.createArrayOf("bigint", ids));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          versions.put(row.getLong("id"), row.getLong("version"));
        }
      }
    }
    return versions;
  }

  @Override
  public @Nullable Link find(long id) {
    installation.requireFit();
    return database.call(
        "link could not be read",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(LinkRows.SELECT + " WHERE id = ?")) {
            statement.setLong(1, id);
            return rows.first(statement);
          }
        });
  }

  @Override
  public @Nullable Link find(ShortCode code) {
    installation.requireFit();
    long id = codes.decode(code.value());
    if (id != CodeGenerator.NOT_A_CODE) {
      Link link = find(id);
      return link != null && link.code().equals(code) ? link : null;
    }
    return database.call(
        "link could not be read",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(LinkRows.SELECT + " WHERE code = ?")) {
            statement.setString(1, code.value());
            return rows.first(statement);
          }
        });
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

  /** A change of one link, which tells whether there was one. */
  private interface Change {
    boolean of(Editing editing) throws SQLException;
  }

  private @Nullable Link changed(long id, String failure, Change change) {
    installation.requireFit();
    boolean changed = database.change(failure, connection -> change.of(new Editing(connection)));
    return changed ? find(id) : null;
  }
}
