package dev.carom.core.lifecycle;

import java.io.Serial;

/** A port that cannot be listened on; the message names the key that says which. */
public final class ListenException extends StartException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param component what wanted to listen, as its configuration keys begin
   */
  public ListenException(String component, String host, int port, Throwable cause) {
    super(
        "%1$s.port: cannot listen on %2$s:%3$d (%4$s); stop what uses it, or choose another with --%1$s.port=PORT"
            .formatted(component, host, port, cause.getMessage()),
        cause);
  }
}
