package dev.carom.core.link;

/**
 * A store that could not be reached, or did not answer in time. Adapters throw it in place of what
 * their driver threw, which is the cause; it says nothing about whether what was asked for exists.
 */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
