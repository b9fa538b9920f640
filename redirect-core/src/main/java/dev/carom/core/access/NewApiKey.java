package dev.carom.core.access;

import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.PlainText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to be made.
 *
 * @param name what it is for
 * @param expiresAt until when it shall be valid, or null for ever
 */
public record NewApiKey(String name, Role role, @Nullable Instant expiresAt) {

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
