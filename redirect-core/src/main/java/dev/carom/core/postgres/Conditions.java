package dev.carom.core.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * What has to hold for the rows that a statement is about, where that depends on what is asked for.
 * Conditions are written in the program; what somebody says is the value of a parameter. Not
 * thread-safe.
 */
final class Conditions {

  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  Conditions add(String condition, Object... itsValues) {
    conditions.add(condition);
    values.addAll(Arrays.asList(itsValues));
    return this;
  }

  /** Adds a condition with one parameter, unless nothing is asked for. */
  Conditions addUnlessNull(String condition, @Nullable Object value) {
    return value == null ? this : add(condition, value);
  }

  /** Begins anew, behind these conditions and their parameters. */
  Conditions behind() {
    Conditions others = new Conditions();
    others.values.addAll(values);
    return others;
  }

  String sql() {
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }

  /** The values of the parameters in their order. */
  Object[] values() {
    return values.toArray();
  }

  /** A statement that is planned each time, for how best to go about it depends on the values. */
  static PreparedStatement planned(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    return statement;
  }
}
