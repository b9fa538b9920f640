package dev.carom.core.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change, as the audit log has it.
 *
 * @param id its number; later changes mostly have higher ones
 * @param at when the transaction began that made it
 * @param actor who made it
 * @param requestId the request with which they did, or null if it was none of the API
 * @param kind the kind of thing that was changed, such as {@code link}
 * @param action what was done to it, such as {@code edit}
 * @param subjects the ids of what was changed: one, or those of links that were minted together
 * @param before what it was, as JSON of the store's columns, or null if it is new
 * @param after what it became, or null if it is new or no more
 */
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    @Nullable String requestId,
    String kind,
    String action,
    List<Long> subjects,
    @Nullable String before,
    @Nullable String after) {

  public AuditEntry {
    subjects = List.copyOf(subjects);
  }
}
