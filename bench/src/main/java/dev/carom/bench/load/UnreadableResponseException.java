package dev.carom.bench.load;

/** Bytes that are no response that could be understood; the message says why. */
final class UnreadableResponseException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableResponseException(String message) {
    super(message);
  }
}
