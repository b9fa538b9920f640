package dev.carom.core.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which links a list is of: those for which all of this holds.
 *
 * @param state the state that they are in, or null for all that are not deleted
 * @param tag a tag that they have, or null
 * @param createdFrom they were minted then or later, or null
 * @param createdBefore they were minted earlier, or null
 * @param text what their target, title or code has, or null
 * @param domain the id of the {@link Domain} that they belong to, or null
 */
public record LinkFilter(
    Link.@Nullable State state,
    @Nullable String tag,
    @Nullable Instant createdFrom,
    @Nullable Instant createdBefore,
    @Nullable SearchText text,
    @Nullable Integer domain) {

  /** Links of any domain. */
  public LinkFilter(
      Link.@Nullable State state,
      @Nullable String tag,
      @Nullable Instant createdFrom,
      @Nullable Instant createdBefore,
      @Nullable SearchText text) {
    this(state, tag, createdFrom, createdBefore, text, null);
  }

  /** All links that are not deleted. */
  public static final LinkFilter NONE = new LinkFilter(null, null, null, null, null);

  /** Whether only deleted links are wanted, which nothing else finds. */
  public boolean isOfDeleted() {
    return state == Link.State.DELETED;
  }
}
