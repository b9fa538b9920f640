package dev.carom.core.link;

/**
 * A value that a person gave and that is refused. The message says what is wrong and what would be
 * accepted; it does not name the field, which only the caller knows.
 */
public final class InvalidValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidValueException(String message) {
    super(message);
  }
}
