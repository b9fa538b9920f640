package dev.carom.core.postgres;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkFilter;
import dev.carom.core.link.LinkPage.Position;
import dev.carom.core.link.SearchText;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has to hold for the rows of a list of links. Not thread-safe. */
final class LinkConditions {

  private final Connection connection;
  private final Conditions all;

  LinkConditions(Connection connection) {
    this(connection, new Conditions());
  }

  private LinkConditions(Connection connection, Conditions all) {
    this.connection = connection;
    this.all = all;
  }

  /** Further conditions, of a statement that has these in it, before its own. */
  LinkConditions around() {
    return new LinkConditions(connection, all.behind());
  }

  String sql() {
    return all.sql();
  }

  /** The values of the parameters in their order. */
  Object[] values() {
    return all.values();
  }

  /** Are in a state, or not deleted. */
  LinkConditions in(Link.@Nullable State state) {
    return switch (state) {
      case null -> add("deleted_at IS NULL");
      case BLOCKED -> in(null).add("blocked_at IS NOT NULL");
      case SCHEDULED -> unblocked().add("starts_at > now()");
      case ACTIVE -> begun().add("(expires_at IS NULL OR expires_at > now())");
      case EXPIRED -> begun().add("expires_at <= now()");
      case DELETED -> add("deleted_at IS NOT NULL");
    };
  }

  private LinkConditions unblocked() {
    return in(null).add("blocked_at IS NULL");
  }

  private LinkConditions begun() {
    return unblocked().add("(starts_at IS NULL OR starts_at <= now())");
  }

  /**
   * Were minted when the filter says.
   *
   * @param column tells when
   */
  LinkConditions createdIn(LinkFilter filter, String column) {
    all.addUnlessNull(column + " >= ?", LinkRows.timestamp(filter.createdFrom()));
    all.addUnlessNull(column + " < ?", LinkRows.timestamp(filter.createdBefore()));
    return this;
  }

  /** Are rows of a tag. */
  LinkConditions tagged(String tag) {
    return add("tag = ?", tag);
  }

  /** Are rows of links that have expired, as the rows of tags tell. */
  LinkConditions taggedAndExpired() {
    return add("tagged_expires_at <= now()");
  }

  /** Belong to a domain, if one is asked for. */
  LinkConditions on(@Nullable Integer domain) {
    all.addUnlessNull("domain_id = ?", domain);
    return this;
  }

  /** Have a tag among theirs, if one is asked for. */
  LinkConditions withTag(@Nullable String tag) throws SQLException {
    return tag == null ? this : add("tags @> ?", texts(tag));
  }

  /** Have words, as the index of words tells. */
  LinkConditions withWords(SearchText text, CodeGenerator codes) {
    String query =
        text.words().stream().map("'%s':*"::formatted).collect(Collectors.joining(" & "));
    return add(
        "(carom_link_words(target, title, code) @@ ?::tsquery OR id = ?)",
        query,
        codes.decode(text.text()));
  }

  /** Have words, as they tell themselves. */
  LinkConditions havingWords(SearchText text, CodeGenerator codes) throws SQLException {
    return add(
        "(carom_link_text(target, title, code) ~ ALL (?) OR id = ?)",
        texts(text.words().stream().map("(^|[^[:alnum:]])"::concat).toArray(String[]::new)),
        codes.decode(text.text()));
  }

  /**
   * Lie on one side of a place, if there is one.
   *
   * @param columns the two that rows are ordered by
   */
  LinkConditions beside(@Nullable Position place, String columns, boolean before) {
    return place == null
        ? this
        : add(
            "%s %s (?, ?)".formatted(columns, before ? "<" : ">"),
            ClickRows.utc(place.time()),
            place.id());
  }

  private LinkConditions add(String condition, Object... itsValues) {
    all.add(condition, itsValues);
    return this;
  }

  private Array texts(String... texts) throws SQLException {
    return connection.createArrayOf("text", texts);
  }
}
