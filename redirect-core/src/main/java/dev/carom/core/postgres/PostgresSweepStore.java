package dev.carom.core.postgres;

import dev.carom.core.link.TargetUrl;
import dev.carom.core.safety.SweepStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sweep in PostgreSQL: one row, which whoever sweeps claims for some seconds at a time, so that
 * no connection is held while others are asked.
 */
public final class PostgresSweepStore implements SweepStore {

  private static final String NEXT =
      """
      WITH claimed AS (
        UPDATE safety_sweep SET sweeper = ?, claimed_until = now() + ? * interval '1 millisecond'
        WHERE sweeper = ? OR claimed_until < now()
        RETURNING place
      )
      SELECT part.id, workspace, version, target, expired_target
      FROM claimed LEFT JOIN LATERAL (
        SELECT id, workspace, version, target, expired_target FROM link
        WHERE id > place AND deleted_at IS NULL AND blocked_at IS NULL
        ORDER BY id LIMIT ?) AS part ON true\
      """;

  private static final String ARRIVED = "UPDATE safety_sweep SET place = ? WHERE sweeper = ?";

  private static final String ENDED =
      """
      UPDATE safety_sweep SET place = 0, claimed_until = now() + ? * interval '1 millisecond'
      WHERE sweeper = ?\
      """;

  private final Database database;
  private final Installation installation;

  public PostgresSweepStore(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  @Override
  public @Nullable List<Candidate> next(UUID sweeper, Duration claim, int limit) {
    installation.requireFit();
    return database.call(
        "links could not be read for the checker",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setObject(1, sweeper);
            statement.setLong(2, claim.toMillis());
            statement.setObject(3, sweeper);
            statement.setInt(4, limit);
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? candidates(row) : null;
            }
          }
        });
  }

  /** The row without a link says that the sweep is claimed, and at its end. */
  private static List<Candidate> candidates(ResultSet row) throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    do {
      if (row.getObject("id") != null) {
        String whenExpired = row.getString("expired_target");
        candidates.add(
            new Candidate(
                row.getLong("id"),
                row.getInt("workspace"),
                row.getLong("version"),
                new TargetUrl(row.getString("target")),
                whenExpired == null ? null : new TargetUrl(whenExpired)));
      }
    } while (row.next());
    return candidates;
  }

  @Override
  public void arrived(UUID sweeper, long place) {
    note(ARRIVED, place, sweeper);
  }

  @Override
  public void ended(UUID sweeper, Duration pause) {
    note(ENDED, pause.toMillis(), sweeper);
  }

  private void note(String sql, long number, UUID sweeper) {
    installation.requireFit();
    database.call(
        "the place of the sweep could not be noted",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            statement.setObject(2, sweeper);
            return statement.executeUpdate();
          }
        });
  }
}
