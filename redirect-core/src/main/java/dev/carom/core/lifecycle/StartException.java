package dev.carom.core.lifecycle;

import java.io.Serial;

/**
 * A start that failed for a reason that whoever started the process can mend; the message says all
 * there is to say.
 */
public class StartException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
