package dev.carom.core.postgres;

import dev.carom.core.click.Agent;
import dev.carom.core.click.SingleClick;
import dev.carom.core.click.TrafficClass;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Values of the tables of clicks. */
final class ClickRows {

  /** What {@link #all} reads. */
  static final String SELECT =
      """
      SELECT id, at, link_id, traffic, country, city, referrer, language, browser, os, device
      FROM click\
      """;

  private ClickRows() {}

  static List<SingleClick> all(PreparedStatement statement) throws SQLException {
    List<SingleClick> clicks = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        clicks.add(click(row));
      }
    }
    return clicks;
  }

  private static SingleClick click(ResultSet row) throws SQLException {
    TrafficClass traffic = traffic(row);
    return new SingleClick(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getLong("link_id"),
        traffic,
        row.getString("country"),
        row.getString("city"),
        row.getString("referrer"),
        row.getString("language"),
        new Agent(traffic, row.getString("browser"), row.getString("os"), row.getString("device")));
  }

  static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  static OffsetDateTime midnight(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  static TrafficClass traffic(ResultSet row) throws SQLException {
    return TrafficClass.of(row.getInt("traffic"));
  }

  /** The numbers of classes, for {@code traffic = ANY (?)}. */
  static Array numbers(Connection connection, Set<TrafficClass> traffic) throws SQLException {
    Object[] numbers = traffic.stream().map(TrafficClass::number).toArray();
    return connection.createArrayOf("smallint", numbers);
  }
}
