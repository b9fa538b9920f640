package dev.carom.core.idempotency;

/**
 * Ends the transaction of a change whose key has an answer by now: another request with it was
 * faster. Not a failure, and without a stack.
 */
public final class RepeatedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RepeatedException() {
    super("the key has an answer already", null, false, false);
  }
}
