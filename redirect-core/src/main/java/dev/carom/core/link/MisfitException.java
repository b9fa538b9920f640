package dev.carom.core.link;

/** A store that answers, but is not the one, or not of the version, that this program needs. */
public final class MisfitException extends StoreException {

  private static final long serialVersionUID = 1L;

  public MisfitException(String message) {
    super(message);
  }
}
