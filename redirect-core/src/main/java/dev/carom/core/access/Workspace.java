package dev.carom.core.access;

import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.PlainText;
import java.time.Instant;

/**
 * What links, keys, tags and domains belong to, one each: whoever works for it sees nothing of
 * others.
 *
 * @param name what people call it; several may have the same
 */
public record Workspace(int id, String name, Instant createdAt) {

  /**
   * The operator's, which is always there: the one that everything belongs to where there are no
   * others, and the one whose admins see to the whole installation.
   */
  public static final int FIRST = 1;

  private static final int MAX_NAME_LENGTH = 100;

  /**
   * Returns a name as it is kept, without space around it.
   *
   * @throws InvalidValueException if it cannot be one
   */
  public static String name(String text) {
    return PlainText.line(text, MAX_NAME_LENGTH);
  }
}
