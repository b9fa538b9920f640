package dev.carom.core.link;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people note about a link, for themselves and their tools; followers get nothing of it.
 *
 * @param title what it is called, or null
 * @param notes whatever else there is to say, or null
 * @param externalId what it is called elsewhere, or null
 * @param tags by which it is found, each once, in the order in which they were given
 */
public record LinkDetails(
    @Nullable String title,
    @Nullable String notes,
    @Nullable String externalId,
    List<String> tags) {

  public static final LinkDetails NONE = new LinkDetails(null, null, null, List.of());

  private static final int MAX_TITLE = 200;
  private static final int MAX_NOTES = 2000;
  private static final int MAX_EXTERNAL_ID = 100;
  private static final int MAX_TAG = 50;
  private static final int MAX_TAGS = 20;

  public LinkDetails {
    tags = List.copyOf(tags);
  }

  /** Whether these have all that others have; what others lack does not matter. */
  boolean suffice(LinkDetails others) {
    return suffices(title, others.title)
        && suffices(notes, others.notes)
        && suffices(externalId, others.externalId)
        && Set.copyOf(tags).containsAll(others.tags);
  }

  private static boolean suffices(@Nullable String text, @Nullable String wished) {
    return wished == null || wished.equals(text);
  }

  /**
   * Returns a title as it is kept.
   *
   * @throws InvalidValueException if it cannot be one; so do the methods for the other properties
   */
  public static String title(String text) {
    return PlainText.line(text, MAX_TITLE);
  }

  public static String notes(String text) {
    return PlainText.lines(text, MAX_NOTES);
  }

  public static String externalId(String text) {
    return PlainText.line(text, MAX_EXTERNAL_ID);
  }

  /** Returns tags as they are kept: each once. */
  public static List<String> tags(List<String> texts) {
    Set<String> tags = new LinkedHashSet<>();
    for (String text : texts) {
      tags.add(PlainText.line(text, MAX_TAG));
    }
    if (tags.size() > MAX_TAGS) {
      throw new InvalidValueException("must be %d at most".formatted(MAX_TAGS));
    }
    return List.copyOf(tags);
  }
}
