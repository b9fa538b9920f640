package dev.carom.bench.peers;

/** A measurement that failed, so that it means nothing; the message says why. */
public final class MeasurementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MeasurementException(String message) {
    super(message);
  }
}
