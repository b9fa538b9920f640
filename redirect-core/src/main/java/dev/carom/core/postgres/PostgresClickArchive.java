package dev.carom.core.postgres;

import dev.carom.core.click.Click;
import dev.carom.core.click.ClickArchive;
import dev.carom.core.click.SingleClick;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Single clicks in PostgreSQL, read by their ids. */
public final class PostgresClickArchive implements ClickArchive {

  private static final String WHERE =
      " id < ? AND at >= ? AND at < ? AND traffic = ANY (?) ORDER BY id DESC LIMIT ?";

  private static final String ALL = ClickRows.SELECT + " WHERE link_id > 0 AND" + WHERE;

  /** The index begins with both, so either kind comes in order. */
  private static final String OF_LINK =
      "(%1$s WHERE link_id = ? AND rolled AND %2$s) UNION ALL (%1$s WHERE link_id = ? AND NOT rolled AND %2$s) ORDER BY id DESC LIMIT ?"
          .formatted(ClickRows.SELECT, WHERE);

  private final Database database;
  private final Installation installation;

  public PostgresClickArchive(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public List<SingleClick> find(Query query, long before, int limit) {
    installation.requireFit();
    return database.call(
        "clicks could not be read",
        connection ->
            query.linkId() == Click.ALL_LINKS
                ? all(connection, query, before, limit)
                : ofLink(connection, query, before, limit));
  }

  private static List<SingleClick> all(Connection connection, Query query, long before, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ALL)) {
      addCommon(new Parameters(statement), connection, query, before, limit);
      return ClickRows.all(statement);
    }
  }

  private static List<SingleClick> ofLink(
      Connection connection, Query query, long before, int limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OF_LINK)) {
      Parameters parameters = new Parameters(statement);
      for (int half = 0; half < 2; half++) {
        addCommon(parameters.add(query.linkId()), connection, query, before, limit);
      }
      parameters.add(limit);
      return ClickRows.all(statement);
    }
  }

  private static void addCommon(
      Parameters parameters, Connection connection, Query query, long before, int limit)
      throws SQLException {
    parameters
        .add(before, ClickRows.utc(query.from()), ClickRows.utc(query.to()))
        .add(ClickRows.numbers(connection, query.traffic()), limit);
  }
}
