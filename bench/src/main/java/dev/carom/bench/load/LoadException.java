package dev.carom.bench.load;

/** A run that could not take place; the message says why. */
final class LoadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LoadException(String message) {
    super(message);
  }
}
