package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkFilter;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkPage.Order;
import dev.carom.core.link.LinkPage.Query;
import dev.carom.core.link.SearchText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads lists of links page by page, along an index that has the list's order, so that a page costs
 * what is on it: {@code link_newest}, {@code link_updated}, {@code link_deleted}, or for a tag the
 * key of {@code link_tag}, which has the order of creation alone: by their edits, the links of a
 * rare tag are sorted, and those of a common one found among all. What else is asked for, the rows
 * are looked at for.
 *
 * <p>Words are looked for in two ways. Rare ones are read by the index of words, which knows no
 * order, and then sorted. Common ones are looked for in the rows themselves, in the list's order;
 * if the page is not full after so many rows, the index has to do it after all. How common words
 * are, the planner knows from its statistics.
 *
 * <p>For one thread.
 */
final class Listing {

  /** So many rows are read and sorted in some ten milliseconds. */
  private static final long RARE = 20_000;

  /** And so many are looked at for words. */
  private static final int LOOKED_AT = 20_000;

  /** An estimate of so many is not of fewer than can be counted. */
  private static final long BEYOND_COUNTING = 4L * LinkPage.EXACT_TOTAL;

  private static final String CREATED = "created_at";
  private static final String UPDATED = "coalesce(updated_at, created_at)";
  private static final String TAGGED = "tagged_created_at";
  private static final String TAGGED_LINKS =
      "link_tag JOIN link ON link_tag.link_id = id AND tagged_created_at = created_at";

  private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private final Connection connection;
  private final LinkRows rows;
  private final CodeGenerator codes;

  Listing(Connection connection, LinkRows rows, CodeGenerator codes) {
    this.connection = connection;
    this.rows = rows;
    this.codes = codes;
  }

  /**
   * Where a list is read from.
   *
   * @param tables the tables
   * @param time the column that the list is ordered by
   * @param id the column with the links' ids, which orders links of one time
   * @param conditions what holds for the list's rows
   */
  private record Source(String tables, String time, String id, LinkConditions conditions) {

    String place() {
      return "(%s, %s)".formatted(time, id);
    }

    String order(Query query) {
      return (isDescending(query) ? "%s DESC, %s DESC" : "%s, %s").formatted(time, id);
    }
  }

  /** Backwards, the rows next to a place come first. */
  private static boolean isDescending(Query query) {
    return query.order().isDescending() != query.isBackwards();
  }

  LinkPage page(Query query) throws SQLException {
    // One more than asked for tells whether the list goes on.
    List<Link> links = new ArrayList<>(read(query, query.limit() + 1));
    boolean goesOn = links.size() > query.limit();
    if (goesOn) {
      links.removeLast();
    }
    boolean backwards = query.isBackwards();
    if (backwards) {
      Collections.reverse(links);
    }
    boolean hasPrevious = backwards ? goesOn : query.beside() != null;
    return new LinkPage(links, hasPrevious, backwards || goesOn, total(query.filter()));
  }

  /** Returns as many links as are asked for, those next to the place first. */
  List<Link> links(Query query) throws SQLException {
    return read(query, query.limit());
  }

  private List<Link> read(Query query, int limit) throws SQLException {
    SearchText text = query.filter().text();
    if (text == null) {
      return read(inOrder(query.filter(), query.order()), query, limit);
    }
    if (estimate(byWords(query.filter(), text, query.order())) > RARE) {
      List<Link> found = read(lookedAt(query, text), query, limit);
      if (found.size() == limit) {
        return found;
      }
    }
    return read(byWords(query.filter(), text, query.order()), query, limit);
  }

  private List<Link> read(Source source, Query query, int limit) throws SQLException {
    LinkConditions conditions =
        source.conditions.beside(query.beside(), source.place(), isDescending(query));
    String direction = isDescending(query) ? "DESC" : "ASC";
    String sql =
        """
        WITH page AS (
            SELECT %s AS page_id, %s AS page_time FROM %s WHERE %s ORDER BY %s LIMIT %d)
        %s ORDER BY page_time %s, page_id %s\
        """
            .formatted(
                source.id,
                source.time,
                source.tables,
                conditions.sql(),
                source.order(query),
                limit,
                LinkRows.SELECT_OF_PAGE,
                direction,
                direction);
    try (PreparedStatement statement = planned(sql, conditions)) {
      return rows.all(statement);
    }
  }

  /** In the list's order, without what words are asked for. */
  private Source inOrder(LinkFilter filter, Order order) throws SQLException {
    boolean creation = order.isByCreation();
    LinkConditions conditions = new LinkConditions(connection);
    if (filter.tag() == null || filter.isOfDeleted() || (!creation && isCommon(filter.tag()))) {
      conditions
          .in(filter.state())
          .withTag(filter.tag())
          .on(filter.domain())
          .createdIn(filter, CREATED);
      return new Source("link", creation ? CREATED : UPDATED, "id", conditions);
    }
    conditions.tagged(filter.tag()).createdIn(filter, TAGGED);
    boolean ofTagAlone = filter.state() == null && filter.text() == null && filter.domain() == null;
    if (ofTagAlone && creation) {
      return new Source("link_tag", TAGGED, "link_tag.link_id", conditions);
    }
    if (filter.state() == Link.State.EXPIRED) {
      conditions.taggedAndExpired();
    }
    conditions.in(filter.state()).on(filter.domain());
    return new Source(TAGGED_LINKS, creation ? TAGGED : UPDATED, "link_tag.link_id", conditions);
  }

  /** Whether a page of a tag's links is sooner found among all links than all of those sorted. */
  private boolean isCommon(String tag) throws SQLException {
    LinkConditions tagged = new LinkConditions(connection).tagged(tag);
    return estimate(new Source("link_tag", TAGGED, "link_tag.link_id", tagged)) > RARE;
  }

  /** The next rows in the list's order that have words, of so many as are looked at. */
  private Source lookedAt(Query query, SearchText text) throws SQLException {
    Source inOrder = inOrder(query.filter(), query.order());
    inOrder.conditions.beside(query.beside(), inOrder.place(), isDescending(query));
    String next =
        "(SELECT link.* FROM %s WHERE %s ORDER BY %s LIMIT %d) AS link"
            .formatted(inOrder.tables, inOrder.conditions.sql(), inOrder.order(query), LOOKED_AT);
    return new Source(
        next,
        query.order().isByCreation() ? CREATED : UPDATED,
        "id",
        inOrder.conditions.around().havingWords(text, codes));
  }

  /** Of the rows that have words, by their index. */
  private Source byWords(LinkFilter filter, SearchText text, Order order) throws SQLException {
    LinkConditions conditions =
        new LinkConditions(connection)
            .in(filter.state())
            .withTag(filter.tag())
            .on(filter.domain())
            .createdIn(filter, CREATED)
            .withWords(text, codes);
    return new Source("link", order.isByCreation() ? CREATED : UPDATED, "id", conditions);
  }

  private long total(LinkFilter filter) throws SQLException {
    SearchText text = filter.text();
    Source all = text == null ? inOrder(filter, Order.NEWEST) : byWords(filter, text, Order.NEWEST);
    long estimate = estimate(all);
    if (estimate > BEYOND_COUNTING) {
      return estimate;
    }
    String count =
        "SELECT count(*) FROM (SELECT FROM %s WHERE %s LIMIT %d) AS counted"
            .formatted(all.tables, all.conditions.sql(), LinkPage.EXACT_TOTAL + 1);
    try (PreparedStatement statement = planned(count, all.conditions);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long counted = row.getLong(1);
      return counted <= LinkPage.EXACT_TOTAL ? counted : Math.max(counted, estimate);
    }
  }

  /** Asks the planner, which knows the tables' present sizes, how many rows there may be. */
  private long estimate(Source source) throws SQLException {
    String explain =
        "EXPLAIN (FORMAT JSON) SELECT FROM %s WHERE %s"
            .formatted(source.tables, source.conditions.sql());
    try (PreparedStatement statement = planned(explain, source.conditions);
        ResultSet row = statement.executeQuery()) {
      row.next();
      Matcher planRows = PLAN_ROWS.matcher(row.getString(1));
      return planRows.find() ? Long.parseLong(planRows.group(1)) : 0;
    }
  }

  private PreparedStatement planned(String sql, LinkConditions conditions) throws SQLException {
    PreparedStatement statement = Conditions.planned(connection, sql);
    new Parameters(statement).add(conditions.values());
    return statement;
  }
}
