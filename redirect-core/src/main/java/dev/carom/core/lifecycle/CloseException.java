package dev.carom.core.lifecycle;

import java.io.Serial;

/** A resource that failed to close; those after it in the same stack are suppressed in it. */
public final class CloseException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  CloseException(String name, Throwable cause) {
    super("could not close " + name, cause);
  }
}
