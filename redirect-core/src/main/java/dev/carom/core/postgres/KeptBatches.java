package dev.carom.core.postgres;

import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.idempotency.IdempotentBatch.Done;
import dev.carom.core.idempotency.RepeatedException;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.LinkStore.Revision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code idempotency_batch}. What is done for a {@link IdempotentBatch} is noted in its
 * own transaction, and by one of those who come to the same lines at once alone.
 */
final class KeptBatches {

  private static final int CREATED = 201;
  private static final int PRESENT = 200;

  private static final String FIND =
      """
      SELECT last_line, encode(digest, 'hex') AS digest, lines, statuses, links, refused,
             carom_last_change() AS last_change
      FROM idempotency_batch WHERE id = decode(?, 'hex') AND first_line = ?\
      """;

  /** Waits for another transaction that keeps the same. */
  private static final String KEEP =
      """
      INSERT INTO idempotency_batch (lines, statuses, links, id, first_line, last_line, digest)
      VALUES (?, ?, ?, decode(?, 'hex'), ?, ?, decode(?, 'hex'))
      ON CONFLICT DO NOTHING\
      """;

  /** Finds nothing if somebody else has added to it. */
  private static final String ADD =
      """
      UPDATE idempotency_batch SET lines = lines || ?, statuses = statuses || ?, links = links || ?
      WHERE id = decode(?, 'hex') AND first_line = ? AND cardinality(lines) = ?\
      """;

  /** Finds nothing if somebody else has added to it. */
  private static final String COMPLETE =
      """
      UPDATE idempotency_batch SET refused = ?::json
      WHERE id = decode(?, 'hex') AND first_line = ? AND cardinality(lines) = ?\
      """;

  private KeptBatches() {}

  static IdempotentBatch.@Nullable Kept find(Connection connection, String id, long firstLine)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      new Parameters(statement).add(id, firstLine);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? kept(row) : null;
      }
    }
  }

  private static IdempotentBatch.Kept kept(ResultSet row) throws SQLException {
    Integer[] lines = (Integer[]) row.getArray("lines").getArray();
    Short[] statuses = (Short[]) row.getArray("statuses").getArray();
    Long[] links = (Long[]) row.getArray("links").getArray();
    List<Done> done = new ArrayList<>(lines.length);
    for (int i = 0; i < lines.length; i++) {
      done.add(new Done(lines[i], statuses[i], links[i]));
    }
    return new IdempotentBatch.Kept(
        row.getLong("last_line"),
        row.getString("digest"),
        done,
        row.getString("refused"),
        row.getLong("last_change"));
  }

  /** Notes what was minted, if that is for a batch. To be called last in its transaction. */
  static void keepMinted(Connection connection, List<Minted> outcomes) throws SQLException {
    IdempotentBatch batch = IdempotentBatch.current();
    if (batch == null) {
      return;
    }
    List<Done> done = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      long line = batch.lines().get(i);
      switch (outcomes.get(i)) {
        case Minted.Created created -> done.add(new Done(line, CREATED, created.link().id()));
        case Minted.Found found -> done.add(new Done(line, PRESENT, found.link().id()));
        case Minted.CodeTaken _, Minted.NoSuchDomain _, Minted.TargetRefused _ -> {}
      }
    }
    keep(connection, batch, done);
  }

  /** Notes what was changed, if that is for a batch. To be called last in its transaction. */
  static void keepRevised(Connection connection, List<Revision> revisions, Set<Long> changed)
      throws SQLException {
    IdempotentBatch batch = IdempotentBatch.current();
    if (batch == null) {
      return;
    }
    List<Done> done = new ArrayList<>(changed.size());
    for (int i = 0; i < revisions.size(); i++) {
      long id = revisions.get(i).id();
      if (changed.contains(id)) {
        done.add(new Done(batch.lines().get(i), PRESENT, id));
      }
    }
    keep(connection, batch, done);
  }

  /**
   * Notes that a batch was done to its end.
   *
   * @throws RepeatedException if somebody else has come to the same lines
   */
  static void complete(Connection connection, IdempotentBatch batch, String refused)
      throws SQLException {
    if (!batch.isKept()) {
      keep(connection, batch, List.of());
    }
    try (PreparedStatement statement = connection.prepareStatement(COMPLETE)) {
      int done = batch.isKept() ? batch.done() : 0;
      new Parameters(statement).add(refused, batch.id(), batch.firstLine(), done);
      if (statement.executeUpdate() == 0) {
        throw new RepeatedException();
      }
    }
  }

  /**
   * Notes what a transaction has done for a batch.
   *
   * @param done what is new
   * @throws RepeatedException if somebody else has come to the same lines
   */
  private static void keep(Connection connection, IdempotentBatch batch, List<Done> done)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(batch.isKept() ? ADD : KEEP)) {
      Columns columns = new Columns(statement);
      columns.integers(1, done, one -> Math.toIntExact(one.line()));
      columns.shorts(2, done, Done::status);
      columns.longs(3, done, Done::linkId);
      statement.setString(4, batch.id());
      statement.setLong(5, batch.firstLine());
      if (batch.isKept()) {
        statement.setInt(6, batch.done());
      } else {
        statement.setLong(6, batch.lastLine());
        statement.setString(7, batch.digest());
      }
      if (statement.executeUpdate() == 0) {
        throw new RepeatedException();
      }
    }
    batch.noteWritten(done.size());
  }
}
