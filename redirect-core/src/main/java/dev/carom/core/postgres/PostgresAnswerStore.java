package dev.carom.core.postgres;

import dev.carom.core.idempotency.Answer;
import dev.carom.core.idempotency.AnswerRenderer;
import dev.carom.core.idempotency.AnswerStore;
import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.idempotency.IdempotentRequest;
import dev.carom.core.idempotency.KeptAnswer;
import dev.carom.core.idempotency.RepeatedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Answers in the table {@code idempotency}. Whoever looks for one forgets a few that are older than
 * they are kept: more than one request adds, so the table is never much longer than a day.
 */
public final class PostgresAnswerStore implements AnswerStore {

  private static final String OLD =
      "created_at < now() - interval '%d hours'".formatted(KEPT_HOURS);

  /** With batches it may be of a request that began in time, and is not at its end yet. */
  private static final String FORGETTABLE =
      OLD
          + """
           AND (created_at < now() - interval '%d hours'
               OR NOT EXISTS (SELECT FROM idempotency_batch WHERE idempotency_batch.id = idempotency.id))\
          """
              .formatted(KEPT_HOURS + 1);

  /** An array, so that what is to be locked is chosen once. */
  private static final String FIND =
      """
      WITH forgotten AS (
        DELETE FROM idempotency
        WHERE id = ANY (ARRAY(SELECT id FROM idempotency WHERE %s ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED))
      )
      SELECT encode(request, 'hex') AS request, status, location, body, version,
             carom_last_change() AS last_change
      FROM idempotency WHERE id = decode(?, 'hex') AND NOT (%s)\
      """
          .formatted(FORGETTABLE, OLD);

  /** Waits for another transaction that keeps one under the same key. */
  private static final String KEEP =
      """
      INSERT INTO idempotency AS kept (id, request, status, location, body)
      VALUES (decode(?, 'hex'), decode(?, 'hex'), ?, ?, ?::json)
      ON CONFLICT (id) DO UPDATE
      SET created_at = excluded.created_at, version = NULL, request = excluded.request,
          status = excluded.status, location = excluded.location, body = excluded.body
      WHERE kept.%s\
      """
          .formatted(OLD);

  private final Database database;
  private final Installation installation;

  public PostgresAnswerStore(Database database, Installation installation) {
    this.database = database;
    this.installation = installation;
  }

  /** Has somebody render the answer to a change, or null if it is not to be kept. */
  interface Rendering {
    @Nullable Answer by(AnswerRenderer renderer) throws SQLException;
  }

  /**
   * Keeps the answer to a change in its transaction, if there is a request with a key that it is
   * for. To be called last: whoever is second has to have all undone that the first has done.
   *
   * @throws RepeatedException if the key has an answer by now
   */
  static void keep(Connection connection, Rendering rendering) throws SQLException {
    IdempotentRequest request = IdempotentRequest.current();
    if (request == null) {
      return;
    }
    Answer answer = rendering.by(request.renderer());
    if (answer != null) {
      keep(connection, request, answer);
    }
  }

  private static void keep(Connection connection, IdempotentRequest request, Answer answer)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
      new Parameters(statement)
          .add(request.id(), request.digest())
          .add(answer.status(), answer.location(), answer.body());
      if (statement.executeUpdate() == 0) {
        throw new RepeatedException();
      }
    }
    request.noteKept();
  }

  @Override
  public void keep(IdempotentRequest request, Answer answer) {
    installation.requireFit();
    database.transact(
        "the answer to a request could not be kept",
        connection -> {
          keep(connection, request, answer);
          return null;
        });
  }

  @Override
  public IdempotentBatch.@Nullable Kept find(String id, long firstLine) {
    installation.requireFit();
    return database.call(
        "a batch of an earlier request could not be read",
        connection -> KeptBatches.find(connection, id, firstLine));
  }

  @Override
  public void keep(IdempotentBatch batch, String refused) {
    installation.requireFit();
    database.transact(
        "a batch of a request could not be kept",
        connection -> {
          KeptBatches.complete(connection, batch, refused);
          return null;
        });
  }

  @Override
  public @Nullable KeptAnswer find(IdempotentRequest request) {
    installation.requireFit();
    return database.call(
        "the answer to an earlier request could not be read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, request.id());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? kept(row) : null;
            }
          }
        });
  }

  private static KeptAnswer kept(ResultSet row) throws SQLException {
    return new KeptAnswer(
        row.getString("request"),
        new Answer(row.getInt("status"), row.getString("location"), row.getString("body")),
        row.getObject("version", Long.class),
        row.getLong("last_change"));
  }
}
