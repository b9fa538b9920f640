package dev.carom.admin.edge;

/** Not all of the edge has dropped what it was told to. */
public final class PurgeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PurgeException(String message) {
    super(message);
  }
}
