package dev.carom.core.postgres;

import dev.carom.core.link.Domain;
import dev.carom.core.link.Link;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds links that are there already and will do for some that are to be minted, as {@link
 * Link#suffices} has it, along the index of their kind.
 *
 * <p>Whoever finds none takes a lock, which is held to the end of the transaction, looks again, and
 * may then mint: of all who wish for a link at once, the first mints it, and the others wait and
 * find it. There is a lock for each {@value #LOCKS}th of all kinds, for a server has room for few
 * locks in each transaction; they are taken in their order, so that nobody waits for somebody who
 * waits.
 *
 * @param connection in whose transaction
 */
record SameLinks(Connection connection, LinkRows rows) {

  private static final int LOCKS = 32;

  /**
   * The order, and the bounds that are the same, have each kind read along the index until one link
   * will do, whatever the planner thinks of how many there are.
   */
  private static final String FIND =
      "WITH page AS MATERIALIZED (SELECT number AS page_place, same.id AS page_id FROM "
          + Wishes.TABLE
          + """
           CROSS JOIN LATERAL (
              SELECT id FROM link
              WHERE carom_link_kind(link.domain_id, link.target, link.redirect_status, link.expires_at, link.expired_target, link.max_clicks)
                    BETWEEN carom_link_kind(wish.domain_id, wish.target, wish.redirect_status, wish.expires_at, wish.expired_target, wish.max_clicks)
                        AND carom_link_kind(wish.domain_id, wish.target, wish.redirect_status, wish.expires_at, wish.expired_target, wish.max_clicks)
                AND deleted_at IS NULL AND blocked_at IS NULL
                AND link.domain_id = wish.domain_id
                AND link.target = wish.target
                AND link.redirect_status = wish.redirect_status
                AND link.expires_at IS NOT DISTINCT FROM wish.expires_at
                AND (link.expires_at IS NULL OR link.expires_at > now())
                AND link.expired_target IS NOT DISTINCT FROM wish.expired_target
                AND link.max_clicks IS NOT DISTINCT FROM wish.max_clicks
                AND (link.max_clicks IS NULL
                     OR link.max_clicks > coalesce((SELECT used FROM link_use WHERE link_id = link.id), 0))
                AND (link.starts_at IS NOT DISTINCT FROM wish.starts_at
                     OR greatest(link.starts_at, wish.starts_at) <= now())
                AND (wish.title IS NULL OR link.title = wish.title)
                AND (wish.notes IS NULL OR link.notes = wish.notes)
                AND (wish.external_id IS NULL OR link.external_id = wish.external_id)
                AND (wish.tags IS NULL OR link.tags @> wish.tags)
              ORDER BY carom_link_kind(
                  link.domain_id, link.target, link.redirect_status, link.expires_at, link.expired_target, link.max_clicks)
              LIMIT 1) AS same)\
          """
          + LinkRows.SELECT_OF_PLACES;

  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtext('carom.link_kind'), number)
      FROM (SELECT DISTINCT (carom_link_kind(domain_id, target, redirect_status, expires_at, expired_target, max_clicks) & %d)::int AS number
            FROM %s ORDER BY number) AS locks\
      """
          .formatted(LOCKS - 1, Wishes.TABLE);

  /**
   * A link that is wished for.
   *
   * @param number its place among others
   */
  record Wanted(long number, NewLink link, Domain domain) implements Wishes.Wish {

    @Override
    public @Nullable ShortCode chosen() {
      return null;
    }
  }

  /** Returns links that will do, by the places of the wishes; the others are this transaction's. */
  Map<Long, Link> find(List<Wanted> wanted) throws SQLException {
    Map<Long, Link> found = new HashMap<>(look(wanted));
    List<Wanted> left = new ArrayList<>(wanted);
    left.removeIf(one -> found.containsKey(one.number));
    if (!left.isEmpty()) {
      lock(left);
      found.putAll(look(left));
    }
    return found;
  }

  /** Returns the links that have codes, and perhaps others. */
  List<Link> named(Collection<ShortCode> codes) throws SQLException {
    return rows.named(connection, List.of(), codes);
  }

  private Map<Long, Link> look(List<Wanted> wanted) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      new Wishes(statement).set(wanted);
      return rows.byPlace(statement);
    }
  }

  private void lock(List<Wanted> wanted) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      new Wishes(statement).set(wanted);
      statement.execute();
    }
  }
}
