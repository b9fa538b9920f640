package dev.carom.core.postgres;

import dev.carom.core.resolve.LinkUses;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/**
 * Uses of links in PostgreSQL, where the row of a link is locked while some of its are taken: one
 * statement, which is a transaction of its own.
 */
public final class PostgresLinkUses implements LinkUses {

  private static final String TAKE = "SELECT granted, is_left FROM carom_use_link(?, ?)";

  private final Database database;
  private final Installation installation;

  public PostgresLinkUses(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public Taken take(long linkId, int wished) {
    installation.requireFit();
    return database.call(
        "uses of a link could not be taken",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setLong(1, linkId);
            statement.setLong(2, wished);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return new Taken(row.getInt("granted"), row.getBoolean("is_left"));
            }
          }
        });
  }
}
