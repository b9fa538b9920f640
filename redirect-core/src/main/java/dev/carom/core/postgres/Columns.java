package dev.carom.core.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/**
 * Columns of rows as parameters of a statement, which unnests them: one statement for however many
 * rows.
 *
 * @param statement what they are for
 */
record Columns(PreparedStatement statement) {

  /** Sets a column of numbers, which are sent as they are, and not printed and parsed. */
  <T> void longs(int parameter, Collection<T> rows, ToLongFunction<? super T> value)
      throws SQLException {
    set(parameter, "bigint", rows.stream().mapToLong(value).toArray());
  }

  /** Sets a column of numbers that fit into 32 bits. */
  <T> void integers(int parameter, Collection<T> rows, ToIntFunction<? super T> value)
      throws SQLException {
    set(parameter, "integer", rows.stream().mapToInt(value).toArray());
  }

  /** Sets a column of small numbers. */
  <T> void shorts(int parameter, Collection<T> rows, ToIntFunction<? super T> value)
      throws SQLException {
    short[] values = new short[rows.size()];
    int i = 0;
    for (T row : rows) {
      values[i++] = (short) value.applyAsInt(row);
    }
    set(parameter, "smallint", values);
  }

  /** Sets a column of texts, or of what is written as text. */
  <T> void texts(int parameter, String type, Collection<T> rows, Function<? super T, String> value)
      throws SQLException {
    set(parameter, type, rows.stream().map(value).toArray(String[]::new));
  }

  /**
   * Sets a column.
   *
   * @param type PostgreSQL's name of the type of its values
   * @param values an array of them
   */
  void set(int parameter, String type, Object values) throws SQLException {
    PGConnection connection = statement.getConnection().unwrap(PGConnection.class);
    statement.setArray(parameter, connection.createArrayOf(type, values));
  }
}
