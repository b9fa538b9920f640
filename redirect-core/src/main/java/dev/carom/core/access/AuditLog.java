package dev.carom.core.access;

import dev.carom.core.link.StoreException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The port to what was changed, and by whom. Stores write it themselves, with each change. */
public interface AuditLog {

  /**
   * Which changes are wanted; null means any.
   *
   * @param from those of then and later
   * @param to those before
   * @param actor those of somebody
   * @param kind those of a kind of thing
   * @param subject those of the thing with this id, alone; needs a kind
   */
  record Query(
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String actor,
      @Nullable String kind,
      @Nullable Long subject) {}

  /**
   * Returns some changes, newest first. May block; usable by any thread.
   *
   * @param before those with lower ids alone
   * @throws StoreException if the store cannot be asked
   */
  List<AuditEntry> read(Query query, long before, int limit);
}
