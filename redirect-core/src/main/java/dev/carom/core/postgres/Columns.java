package dev.carom.core.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Columns of rows as parameters of a statement, which unnests them: one statement for however many
 * rows.
 *
 * @param statement what they are for
 */
record Columns(PreparedStatement statement) {

  /**
   * Sets a column.
   *
   * @param type PostgreSQL's name of the type of its values
   */
  <T> void set(
      int parameter,
      String type,
      Collection<T> rows,
      Function<? super T, ? extends @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] values = rows.stream().map(value).toArray();
    statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
  }
}
