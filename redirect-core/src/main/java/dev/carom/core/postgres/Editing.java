package dev.carom.core.postgres;

import dev.carom.core.link.EdgeWish;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkEdit.ClickLimit;
import dev.carom.core.link.LinkEdit.ExpiredTarget;
import dev.carom.core.link.LinkEdit.Expiry;
import dev.carom.core.link.LinkEdit.Start;
import dev.carom.core.link.LinkEdit.Text;
import dev.carom.core.link.LinkStore.Revision;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.link.Versions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes links in a transaction. Each method tells whether there was such a link, not deleted, of
 * one of these versions.
 *
 * @param connection in whose transaction
 */
record Editing(Connection connection) {

  /** Which link is meant, and of which versions. */
  private static final String WHICH =
      """
       WHERE link.id = ? AND link.deleted_at IS NULL
        AND (?::bigint[] IS NULL OR link.version = ANY (?::bigint[]))\
      """;

  private static final String EDIT =
      """
      UPDATE link
      SET target = coalesce(?, target),
          redirect_status = coalesce(?, redirect_status),
          expires_at = CASE WHEN ? THEN ? ELSE expires_at END,
          max_clicks = CASE WHEN ? THEN ? ELSE max_clicks END,
          title = CASE WHEN ? THEN ? ELSE title END,
          notes = CASE WHEN ? THEN ? ELSE notes END,
          external_id = CASE WHEN ? THEN ? ELSE external_id END,
          tags = CASE WHEN ? THEN nullif(?::text[], '{}') ELSE tags END,
          starts_at = CASE WHEN ? THEN ? ELSE starts_at END,
          expired_target = CASE WHEN ? THEN ? ELSE expired_target END,
          edge = CASE WHEN ? THEN ? ELSE edge END,
          updated_at = now()\
      """
          + WHICH;

  /** All that an edit can change, as it was when it was replaced. */
  private static final String ROLL_BACK =
      """
      UPDATE link
      SET target = was.target, redirect_status = was.redirect_status, expires_at = was.expires_at,
          max_clicks = was.max_clicks, title = was.title, notes = was.notes, external_id = was.external_id,
          tags = was.tags, starts_at = was.starts_at, expired_target = was.expired_target, edge = was.edge, updated_at = now()
      FROM (SELECT before FROM audit WHERE kind = 'link' AND subject = ? AND version = ? ORDER BY id LIMIT 1) AS replaced,
           jsonb_populate_record(NULL::link, before) AS was\
      """
          + WHICH;

  private static final String BLOCK =
      """
      UPDATE link
      SET blocked_at = CASE WHEN ?::text IS NOT NULL THEN coalesce(blocked_at, now()) END,
          block_reason = ?::text,
          updated_at = now()\
      """
          + WHICH;

  private static final String DELETE =
      "UPDATE link SET deleted_at = now(), updated_at = now()" + WHICH;

  /** Whoever changes several links locks them in their order, and waits for nobody who waits. */
  private static final String LOCK =
      "SELECT FROM link WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE";

  /** Changes different links, and returns the ids of those that it changed. */
  Set<Long> revise(List<Revision> revisions) throws SQLException {
    List<Revision.Edit> edits = new ArrayList<>();
    List<Revision.Delete> deletions = new ArrayList<>();
    for (Revision revision : revisions) {
      switch (revision) {
        case Revision.Edit edit when edit.edit().isEmpty() -> {}
        case Revision.Edit edit -> edits.add(edit);
        case Revision.Delete deletion -> deletions.add(deletion);
      }
    }
    lock(revisions);
    Set<Long> changed = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(EDIT)) {
      for (Revision.Edit edit : edits) {
        setEdit(statement, edit.edit());
        setWhich(statement, 21, edit.id(), edit.only());
        statement.addBatch();
      }
      execute(statement, edits, changed);
    }
    try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
      for (Revision.Delete deletion : deletions) {
        setWhich(statement, 1, deletion.id(), deletion.only());
        statement.addBatch();
      }
      execute(statement, deletions, changed);
    }
    return changed;
  }

  private void lock(Collection<Revision> revisions) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      new Columns(statement).longs(1, revisions, Revision::id);
      statement.execute();
    }
  }

  /** Executes a batch, and notes which links it changed. */
  private static void execute(
      PreparedStatement statement, List<? extends Revision> batch, Set<Long> changed)
      throws SQLException {
    int[] rows = statement.executeBatch();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] == 1) {
        changed.add(batch.get(i).id());
      }
    }
  }

  boolean edit(long id, LinkEdit edit, Versions only) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EDIT)) {
      setEdit(statement, edit);
      setWhich(statement, 21, id, only);
      return statement.executeUpdate() == 1;
    }
  }

  /** Makes a link what it was in an earlier version, if that is known. */
  boolean rollBack(long id, long version, Versions only) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ROLL_BACK)) {
      statement.setLong(1, id);
      statement.setLong(2, version);
      setWhich(statement, 3, id, only);
      return statement.executeUpdate() == 1;
    }
  }

  /** Blocks a link, or unblocks it if {@code reason} is null. */
  boolean block(long id, @Nullable String reason, Versions only) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BLOCK)) {
      statement.setString(1, reason);
      statement.setString(2, reason);
      setWhich(statement, 3, id, only);
      return statement.executeUpdate() == 1;
    }
  }

  boolean delete(long id, Versions only) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
      setWhich(statement, 1, id, only);
      return statement.executeUpdate() == 1;
    }
  }

  private static void setEdit(PreparedStatement statement, LinkEdit edit) throws SQLException {
    TargetUrl target = edit.target();
    RedirectStatus status = edit.status();
    Expiry expiry = edit.expiry();
    ClickLimit limit = edit.clickLimit();
    statement.setString(1, target == null ? null : target.value());
    statement.setObject(2, status == null ? null : status.code(), Types.SMALLINT);
    statement.setBoolean(3, expiry != null);
    statement.setObject(
        4, expiry == null ? null : LinkRows.timestamp(expiry.at()), Types.TIMESTAMP_WITH_TIMEZONE);
    statement.setBoolean(5, limit != null);
    statement.setObject(6, limit == null ? null : limit.maxClicks(), Types.BIGINT);
    setText(statement, 7, edit.title());
    setText(statement, 9, edit.notes());
    setText(statement, 11, edit.externalId());
    List<String> tags = edit.tags();
    statement.setBoolean(13, tags != null);
    statement.setArray(
        14, tags == null ? null : statement.getConnection().createArrayOf("text", tags.toArray()));
    setPeriod(statement, 15, edit);
    EdgeWish edge = edit.edge();
    statement.setBoolean(19, edge != null);
    statement.setString(20, edge == null ? null : LinkRows.edge(edge));
  }

  private static void setPeriod(PreparedStatement statement, int from, LinkEdit edit)
      throws SQLException {
    Start start = edit.start();
    ExpiredTarget expired = edit.expiredTarget();
    TargetUrl target = expired == null ? null : expired.target();
    statement.setBoolean(from, start != null);
    statement.setObject(
        from + 1,
        start == null ? null : LinkRows.timestamp(start.at()),
        Types.TIMESTAMP_WITH_TIMEZONE);
    statement.setBoolean(from + 2, expired != null);
    statement.setString(from + 3, target == null ? null : target.value());
  }

  private static void setText(PreparedStatement statement, int from, @Nullable Text text)
      throws SQLException {
    statement.setBoolean(from, text != null);
    statement.setString(from + 1, text == null ? null : text.value());
  }

  /** Sets which link is meant, and of which versions. */
  private static void setWhich(PreparedStatement statement, int from, long id, Versions only)
      throws SQLException {
    Set<Long> numbers = only.numbers();
    Array versions =
        numbers == null
            ? null
            : statement.getConnection().createArrayOf("bigint", numbers.toArray(Long[]::new));
    statement.setLong(from, id);
    statement.setArray(from + 1, versions);
    statement.setArray(from + 2, versions);
  }
}
