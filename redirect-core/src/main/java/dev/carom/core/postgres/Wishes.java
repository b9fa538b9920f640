package dev.carom.core.postgres;

import dev.carom.core.link.Domain;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Links that are to be minted as a table in a statement: one statement for however many. */
record Wishes(PreparedStatement statement) {

  /** The table {@code wish}; its parameters are the statement's first. */
  static final String TABLE =
      """
      (SELECT number, redirect_status, target, expires_at, max_clicks, code, title, notes, external_id,
              string_to_array(tags, chr(31)) AS tags, starts_at, expired_target, domain_id, edge
       FROM unnest(
           ?::bigint[], ?::smallint[], ?::text[], ?::timestamptz[], ?::bigint[], ?::text[],
           ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::integer[],
           ?::text[])
           AS new (number, redirect_status, target, expires_at, max_clicks, code, title, notes, external_id, tags, starts_at,
                   expired_target, domain_id, edge)) AS wish\
      """;

  /** ASCII's unit separator, which no tag has. */
  private static final String TAG_SEPARATOR = "\u001F";

  /** One row. */
  interface Wish {

    /** What the row is known by. */
    long number();

    NewLink link();

    Domain domain();

    /** The code that the link gets, or null for the one that its id spells. */
    @Nullable ShortCode chosen();
  }

  void set(List<? extends Wish> wishes) throws SQLException {
    set(1, "bigint", wishes, Wish::number);
    set(2, "smallint", wishes, wish -> wish.link().status().code());
    set(3, "text", wishes, wish -> wish.link().target().value());
    set(4, "timestamptz", wishes, wish -> LinkRows.timestamp(wish.link().expiresAt()));
    set(5, "bigint", wishes, wish -> wish.link().maxClicks());
    set(6, "text", wishes, Wish::chosen);
    set(7, "text", wishes, wish -> wish.link().details().title());
    set(8, "text", wishes, wish -> wish.link().details().notes());
    set(9, "text", wishes, wish -> wish.link().details().externalId());
    set(10, "text", wishes, wish -> tags(wish.link().details().tags()));
    set(11, "timestamptz", wishes, wish -> LinkRows.timestamp(wish.link().startsAt()));
    set(12, "text", wishes, wish -> wish.link().expiredTarget());
    set(13, "integer", wishes, wish -> wish.domain().id());
    set(14, "text", wishes, wish -> LinkRows.edge(wish.link().edge()));
  }

  private void set(
      int parameter,
      String type,
      List<? extends Wish> wishes,
      Function<Wish, @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] values = new Object[wishes.size()];
    Arrays.setAll(values, i -> value.apply(wishes.get(i)));
    statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
  }

  /** An array cannot be an array's element: tags come in one text, without control characters. */
  private static @Nullable String tags(List<String> tags) {
    return tags.isEmpty() ? null : String.join(TAG_SEPARATOR, tags);
  }
}
