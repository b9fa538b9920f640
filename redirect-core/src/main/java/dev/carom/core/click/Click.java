package dev.carom.core.click;

import dev.carom.core.access.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody, or something, asked for a code. Immutable.
 *
 * @param timeMillis when, in milliseconds since the epoch
 * @param linkId the link's, or {@link #NO_LINK}
 * @param visitor a hash of who it was, different every day, or {@link #NOBODY}
 * @param flags of {@link #HEAD} and {@link #PREFETCH}
 * @param texts by {@link ClickText#ordinal}; null where there is none
 */
public record Click(
    long timeMillis, long linkId, long visitor, int flags, List<@Nullable String> texts) {

  /** The id of no link: nothing was there to follow. */
  public static final long NO_LINK = -1;

  /** The id that stands for all links of the first workspace together where clicks are counted. */
  public static final long ALL_LINKS = 0;

  /** The visitor of a click that nobody may be recognised by. */
  public static final long NOBODY = 0;

  /** The method was HEAD. */
  public static final int HEAD = 1;

  /** Nobody looked yet: a browser asked because somebody might follow the link. */
  public static final int PREFETCH = 2;

  /** Returns the id that stands for all links of a workspace together where clicks are counted. */
  public static long allLinks(int workspace) {
    return workspace == Workspace.FIRST ? ALL_LINKS : -workspace;
  }

  /** Returns a text, or null if there is none. */
  @SuppressWarnings("EnumOrdinal") // It is the place in the list.
  public @Nullable String text(ClickText text) {
    return texts.get(text.ordinal());
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
