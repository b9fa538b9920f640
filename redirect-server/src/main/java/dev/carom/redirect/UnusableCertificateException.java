package dev.carom.redirect;

import dev.carom.core.lifecycle.StartException;
import java.io.Serial;

/**
 * A certificate and key that cannot be served; the message names the setting and never quotes a
 * file, for it may be the key.
 */
final class UnusableCertificateException extends StartException {

  @Serial private static final long serialVersionUID = 1L;

  UnusableCertificateException(String message) {
    super(message);
  }
}
