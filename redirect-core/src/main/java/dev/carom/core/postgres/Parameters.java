package dev.carom.core.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Sets a statement's parameters in their order. Not thread-safe. */
final class Parameters {

  private final PreparedStatement statement;
  private int count;

  Parameters(PreparedStatement statement) {
    this.statement = statement;
  }

  Parameters add(@Nullable Object... values) throws SQLException {
    for (@Nullable Object value : values) {
      statement.setObject(++count, value);
    }
    return this;
  }
}
