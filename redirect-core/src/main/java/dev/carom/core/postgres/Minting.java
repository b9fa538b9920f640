package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The minting of some links in one transaction, with one statement for all ids and one for all rows
 * of a kind.
 *
 * <p>Ids come from the sequence. Passed over are those whose generated code nobody should see, and
 * those that a custom code has taken: a custom code that happens to be some id's generated code
 * takes that id, so that no code can ever mean two links. One transaction's custom codes are
 * inserted in their order, so that two transactions that wish for the same do not wait for each
 * other.
 */
final class Minting {

  private static final String INSERT =
      """
      INSERT INTO link (id, redirect_status, target, expires_at, max_clicks, code, title, notes, external_id, tags, starts_at, expired_target)
      SELECT id, redirect_status, target, expires_at, max_clicks, code, title, notes, external_id,
             string_to_array(tags, chr(31)), starts_at, expired_target
      FROM unnest(
          ?::bigint[], ?::smallint[], ?::text[], ?::timestamptz[], ?::bigint[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])
          AS new (id, redirect_status, target, expires_at, max_clicks, code, title, notes, external_id, tags, starts_at,
                  expired_target)
      ON CONFLICT DO NOTHING
      RETURNING id, created_at\
      """;

  /** ASCII's unit separator, which no tag has. */
  private static final String TAG_SEPARATOR = "\u001F";

  private static final String NEXT_IDS = "SELECT carom_next_ids(?)";

  private final Connection connection;
  private final CodeGenerator codes;
  private final List<NewLink> links;
  private final @Nullable Minted[] outcomes;

  /**
   * A link that is to be inserted.
   *
   * @param place where its outcome belongs
   */
  private record Row(int place, long id, NewLink link) {}

  Minting(Connection connection, CodeGenerator codes, List<NewLink> links) {
    this.connection = connection;
    this.codes = codes;
    this.links = links;
    this.outcomes = new Minted[links.size()];
  }

  /** Returns the outcomes in the order of the links; their versions are those before the commit. */
  List<Minted> run() throws SQLException {
    mintCustom();
    mintGenerated();
    List<Minted> result = new ArrayList<>(outcomes.length);
    for (Minted outcome : outcomes) {
      if (outcome == null) {
        throw new IllegalStateException("a link was left without an outcome");
      }
      result.add(outcome);
    }
    return result;
  }

  private void mintCustom() throws SQLException {
    SortedMap<String, Integer> places = new TreeMap<>();
    for (int place = 0; place < links.size(); place++) {
      ShortCode code = links.get(place).code();
      if (code != null && places.putIfAbsent(code.value(), place) != null) {
        outcomes[place] = new Minted.CodeTaken(code);
      }
    }
    List<Row> rows = new ArrayList<>(places.size());
    Iterator<Long> ids = nextIds(places.size());
    for (Map.Entry<String, Integer> entry : places.entrySet()) {
      long decoded = codes.decode(entry.getKey());
      long id = decoded == CodeGenerator.NOT_A_CODE ? ids.next() : decoded;
      rows.add(new Row(entry.getValue(), id, links.get(entry.getValue())));
    }
    for (Row refused : insert(rows)) {
      outcomes[refused.place] = new Minted.CodeTaken(Objects.requireNonNull(refused.link.code()));
    }
  }

  private void mintGenerated() throws SQLException {
    List<Integer> pending = new ArrayList<>();
    for (int place = 0; place < links.size(); place++) {
      if (links.get(place).code() == null) {
        pending.add(place);
      }
    }
    while (!pending.isEmpty()) {
      Iterator<Long> ids = nextIds(pending.size());
      List<Row> rows = new ArrayList<>(pending.size());
      List<Integer> left = new ArrayList<>();
      for (int place : pending) {
        long id = ids.next();
        if (codes.isMintable(id)) {
          rows.add(new Row(place, id, links.get(place)));
        } else {
          left.add(place);
        }
      }
      for (Row taken : insert(rows)) {
        left.add(taken.place);
      }
      pending = left;
    }
  }

  /** Inserts rows, notes the outcome of each that is new, and returns the others. */
  private List<Row> insert(List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<Long, Instant> inserted = new HashMap<>(rows.size() * 2);
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      setColumn(statement, 1, "bigint", rows, Row::id);
      setColumn(statement, 2, "smallint", rows, row -> row.link.status().code());
      setColumn(statement, 3, "text", rows, row -> row.link.target().value());
      setColumn(statement, 4, "timestamptz", rows, row -> LinkRows.timestamp(row.link.expiresAt()));
      setColumn(statement, 5, "bigint", rows, row -> row.link.maxClicks());
      setColumn(statement, 6, "text", rows, row -> row.link.code());
      setColumn(statement, 7, "text", rows, row -> row.link.details().title());
      setColumn(statement, 8, "text", rows, row -> row.link.details().notes());
      setColumn(statement, 9, "text", rows, row -> row.link.details().externalId());
      setColumn(statement, 10, "text", rows, row -> tags(row.link.details().tags()));
      setColumn(statement, 11, "timestamptz", rows, row -> LinkRows.timestamp(row.link.startsAt()));
      setColumn(statement, 12, "text", rows, row -> row.link.expiredTarget());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          inserted.put(row.getLong("id"), LinkRows.createdAt(row));
        }
      }
    }
    List<Row> others = new ArrayList<>();
    for (Row row : rows) {
      Instant createdAt = inserted.get(row.id);
      if (createdAt == null) {
        others.add(row);
      } else {
        outcomes[row.place] = new Minted.Created(created(row, createdAt));
      }
    }
    return others;
  }

  private Iterator<Long> nextIds(int count) throws SQLException {
    List<Long> ids = new ArrayList<>(count);
    try (PreparedStatement statement = connection.prepareStatement(NEXT_IDS)) {
      statement.setInt(1, count);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
    }
    return ids.iterator();
  }

  private static void setColumn(
      PreparedStatement statement,
      int parameter,
      String type,
      List<Row> rows,
      Function<Row, @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] values = new Object[rows.size()];
    Arrays.setAll(values, i -> value.apply(rows.get(i)));
    statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
  }

  /** An array cannot be an array's element: tags come in one text, without control characters. */
  private static @Nullable String tags(List<String> tags) {
    return tags.isEmpty() ? null : String.join(TAG_SEPARATOR, tags);
  }

  private Link created(Row row, Instant createdAt) {
    NewLink link = row.link;
    ShortCode code = link.code();
    return new Link(
        row.id,
        code != null ? code : new ShortCode(codes.encode(row.id)),
        link.target(),
        link.status(),
        link.startsAt(),
        link.expiresAt(),
        link.expiredTarget(),
        link.maxClicks(),
        link.maxClicks(),
        link.details(),
        0,
        createdAt,
        createdAt,
        null,
        null);
  }
}
