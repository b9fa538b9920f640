package dev.carom.standalone;

/** A command line that cannot be understood; the message says what to write instead. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
