package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Domain;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdge;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The minting of some links in one transaction, with one statement for all ids and one for all rows
 * of a kind.
 *
 * <p>Ids come from the sequence. Passed over are those whose generated code nobody should see, and
 * those that a custom code has taken: a custom code that happens to be some id's generated code
 * takes that id, so that no code can ever mean two links; where the id is another domain's link, it
 * can spell none here any more, and the code gets another one. One transaction's custom codes are
 * inserted in their order, so that two transactions that wish for the same do not wait for each
 * other.
 *
 * <p>On a domain that makes no difference between capitals and small letters, codes are generated
 * in small letters, and kept as if somebody had chosen them.
 *
 * <p>For who will have a link that is there already, one is looked for ({@link Reuse}).
 */
final class Minting {

  private static final String INSERT =
      """
      INSERT INTO link (id, redirect_status, target, expires_at, max_clicks, code, title, notes, external_id, tags, starts_at, expired_target,
                        domain_id, edge)
      SELECT number, redirect_status, target, expires_at, max_clicks, code, title, notes, external_id, tags, starts_at, expired_target,
             domain_id, edge
      FROM\
      """
          + " "
          + Wishes.TABLE
          + " ON CONFLICT DO NOTHING RETURNING id, created_at";

  /** For the audit log; see {@code V19__minted_together.sql}. */
  private static final String TELL_REQUESTS =
      "SELECT set_config('carom.requests', ?::text[]::text, true)";

  private static final String NEXT_IDS = "SELECT carom_next_ids(?)";

  private final Connection connection;
  private final CodeGenerator codes;
  private final List<NewLink> links;
  private final List<String> requestIds;
  private final @Nullable Minted[] outcomes;
  private final Reuse reuse;

  /** The domains that are wished for, by their hosts. */
  private Map<String, Domain> domains = Map.of();

  /**
   * A link that is to be inserted.
   *
   * @param place where its outcome belongs
   * @param chosen the code that it gets, or null for the one that its id spells
   */
  private record Row(int place, long id, NewLink link, Domain domain, @Nullable ShortCode chosen)
      implements Wishes.Wish {

    @Override
    public long number() {
      return id;
    }

    private Row withId(long otherId) {
      return new Row(place, otherId, link, domain, chosen);
    }
  }

  /**
   * @param requestIds of the links' requests, or none if they are all of one, the actor's
   */
  Minting(
      Connection connection,
      CodeGenerator codes,
      LinkRows rows,
      List<NewLink> links,
      List<String> requestIds) {
    this.connection = connection;
    this.codes = codes;
    this.links = links;
    this.requestIds = requestIds;
    this.outcomes = new Minted[links.size()];
    this.reuse = new Reuse(new SameLinks(connection, rows), links, outcomes);
  }

  /** Returns the outcomes in the order of the links; their versions are those before the commit. */
  List<Minted> run() throws SQLException {
    findDomains();
    reuse.findSame(this::domain);
    mintCustom();
    reuse.findTaken();
    Map<Integer, Integer> twins = reuse.twins();
    mintGenerated(twins.keySet());
    reuse.settle(twins);
    List<Minted> result = new ArrayList<>(outcomes.length);
    for (Minted outcome : outcomes) {
      if (outcome == null) {
        throw new IllegalStateException("a link was left without an outcome");
      }
      result.add(outcome);
    }
    return result;
  }

  private void findDomains() throws SQLException {
    Set<String> hosts = new HashSet<>();
    for (NewLink link : links) {
      if (link.domain() != null) {
        hosts.add(link.domain());
      }
    }
    if (hosts.isEmpty()) {
      return;
    }
    domains = PostgresDomainStore.hold(connection, hosts);
    for (int place = 0; place < links.size(); place++) {
      String host = links.get(place).domain();
      if (host != null && !domains.containsKey(host)) {
        outcomes[place] = new Minted.NoSuchDomain(host);
      }
    }
  }

  private Domain domain(NewLink link) {
    String host = link.domain();
    return host == null ? Domain.DEFAULT : Objects.requireNonNull(domains.get(host));
  }

  private void mintCustom() throws SQLException {
    SortedMap<ShortCode, Integer> places =
        new TreeMap<>(Comparator.comparing(ShortCode::value).thenComparingInt(ShortCode::domain));
    for (int place = 0; place < links.size(); place++) {
      NewLink link = links.get(place);
      if (link.code() == null || outcomes[place] != null) {
        continue;
      }
      ShortCode code = domain(link).code(link.code());
      if (places.putIfAbsent(code, place) != null) {
        outcomes[place] = new Minted.CodeTaken(code);
      }
    }
    List<Row> rows = new ArrayList<>(places.size());
    Iterator<Long> ids = nextIds(places.size());
    for (Map.Entry<ShortCode, Integer> entry : places.entrySet()) {
      NewLink link = links.get(entry.getValue());
      Domain domain = domain(link);
      long decoded = spelled(domain, entry.getKey());
      long id = decoded == CodeGenerator.NOT_A_CODE ? ids.next() : decoded;
      rows.add(new Row(entry.getValue(), id, link, domain, entry.getKey()));
    }
    for (Row refused : insert(elsewhere(insert(rows)))) {
      outcomes[refused.place] = new Minted.CodeTaken(Objects.requireNonNull(refused.chosen));
    }
  }

  /** Returns the id that a code stands for on a domain unless somebody has chosen it. */
  private long spelled(Domain domain, ShortCode code) {
    return domain.foldsCase() ? CodeGenerator.NOT_A_CODE : codes.decode(code.value());
  }

  /**
   * Tells which of the links that were refused may have been so for their id alone, and returns
   * them with other ids; the others' codes are taken.
   */
  private List<Row> elsewhere(List<Row> refused) throws SQLException {
    List<Row> spelled = new ArrayList<>();
    for (Row row : refused) {
      ShortCode code = Objects.requireNonNull(row.chosen);
      if (row.domain.id() != ShortCode.DEFAULT_DOMAIN && spelled(row.domain, code) == row.id) {
        spelled.add(row);
      } else {
        outcomes[row.place] = new Minted.CodeTaken(code);
      }
    }
    if (spelled.isEmpty()) {
      return spelled;
    }
    Map<Long, Integer> spelling =
        LinkRows.domainsOfGenerated(connection, spelled.stream().map(Row::id).toList());
    Iterator<Long> ids = nextIds(spelled.size());
    List<Row> again = new ArrayList<>();
    for (Row row : spelled) {
      if (spelling.getOrDefault(row.id, ShortCode.DEFAULT_DOMAIN) == row.domain.id()) {
        outcomes[row.place] = new Minted.CodeTaken(Objects.requireNonNull(row.chosen));
      } else {
        again.add(row.withId(ids.next()));
      }
    }
    return again;
  }

  private void mintGenerated(Set<Integer> twins) throws SQLException {
    List<Integer> pending = new ArrayList<>();
    for (int place = 0; place < links.size(); place++) {
      if (outcomes[place] == null && !twins.contains(place)) {
        pending.add(place);
      }
    }
    while (!pending.isEmpty()) {
      Iterator<Long> ids = nextIds(pending.size());
      List<Row> rows = new ArrayList<>(pending.size());
      List<Integer> left = new ArrayList<>();
      for (int place : pending) {
        Row row = generated(place, ids.next());
        if (row == null) {
          left.add(place);
        } else {
          rows.add(row);
        }
      }
      for (Row taken : insert(rows)) {
        left.add(taken.place);
      }
      pending = left;
    }
  }

  /** Returns a link with a code that an id spells, or null if nobody should see that. */
  private @Nullable Row generated(int place, long id) {
    NewLink link = links.get(place);
    Domain domain = domain(link);
    if (!domain.foldsCase()) {
      return codes.isMintable(id) ? new Row(place, id, link, domain, null) : null;
    }
    String code = codes.encodeInLowerCase(id);
    return codes.isMintable(code)
        ? new Row(place, id, link, domain, new ShortCode(domain.id(), code))
        : null;
  }

  /** Inserts rows, notes the outcome of each that is new, and returns the others. */
  private List<Row> insert(List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    tellRequests(rows);
    Map<Long, Instant> inserted = new HashMap<>(rows.size() * 2);
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      new Wishes(statement).set(rows);
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
        outcomes[row.place] = new Minted.Created(created(row, createdAt), row.chosen != null);
      }
    }
    return others;
  }

  private void tellRequests(List<Row> rows) throws SQLException {
    if (requestIds.isEmpty()) {
      return;
    }
    List<String> pairs = new ArrayList<>(2 * rows.size());
    for (Row row : rows) {
      pairs.add(Long.toString(row.id));
      pairs.add(requestIds.get(row.place));
    }
    try (PreparedStatement statement = connection.prepareStatement(TELL_REQUESTS)) {
      statement.setArray(1, connection.createArrayOf("text", pairs.toArray()));
      statement.execute();
    }
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

  private Link created(Row row, Instant createdAt) {
    NewLink link = row.link;
    ShortCode chosen = row.chosen;
    return new Link(
        row.id,
        chosen != null ? chosen : new ShortCode(row.domain.id(), codes.encode(row.id)),
        row.domain.host(),
        link.target(),
        link.status(),
        link.startsAt(),
        link.expiresAt(),
        link.expiredTarget(),
        link.maxClicks(),
        link.maxClicks(),
        LinkEdge.of(link.edge()),
        link.details(),
        0,
        createdAt,
        createdAt,
        null,
        null);
  }
}
