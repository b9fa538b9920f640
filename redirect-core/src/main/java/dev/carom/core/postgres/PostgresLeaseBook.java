package dev.carom.core.postgres;

import dev.carom.core.change.LeaseBook;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The leases in PostgreSQL. */
public final class PostgresLeaseBook implements LeaseBook {

  /** The epoch stands in a row of its own, so that it is told where there is no lease. */
  private static final String READ =
      """
      SELECT epoch, server, renewals, applied
      FROM (SELECT carom_epoch() AS epoch) AS always_a_row LEFT JOIN lease ON live\
      """;

  private static final String REVOKE =
      "UPDATE lease SET live = false WHERE server = ? AND renewals = ? AND live";

  private final Database database;
  private final Installation installation;

  public PostgresLeaseBook(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public Page read() {
    installation.requireFit();
    return database.call(
        "leases could not be read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(READ);
              ResultSet row = statement.executeQuery()) {
            long epoch = 0;
            List<Entry> entries = new ArrayList<>();
            while (row.next()) {
              epoch = row.getLong("epoch");
              UUID server = row.getObject("server", UUID.class);
              if (server != null) {
                entries.add(new Entry(server, row.getLong("renewals"), row.getLong("applied")));
              }
            }
            return new Page(epoch, entries);
          }
        });
  }

  @Override
  public boolean revoke(Entry entry) {
    return database.call(
        "a lease could not be revoked",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(REVOKE)) {
            statement.setObject(1, entry.server());
            statement.setLong(2, entry.renewals());
            return statement.executeUpdate() == 1;
          }
        });
  }
}
