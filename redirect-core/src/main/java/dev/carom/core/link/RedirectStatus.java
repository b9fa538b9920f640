package dev.carom.core.link;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A status with which a link can redirect (RFC 9110, section 15.4). */
public enum RedirectStatus {
  MOVED_PERMANENTLY(301, false),
  FOUND(302, false),
  TEMPORARY_REDIRECT(307, true),
  PERMANENT_REDIRECT(308, true);

  private static final RedirectStatus[] VALUES = values();

  private final int code;
  private final boolean keepsMethod;

  RedirectStatus(int code, boolean keepsMethod) {
    this.code = code;
    this.keepsMethod = keepsMethod;
  }

  public int code() {
    return code;
  }

  /**
   * Whether a client repeats its request with the same method and body, which makes any method
   * meaningful.
   */
  public boolean keepsMethod() {
    return keepsMethod;
  }

  /**
   * Returns the status with this number.
   *
   * @throws InvalidValueException if links cannot redirect with it
   */
  public static RedirectStatus of(int code) {
    for (RedirectStatus status : VALUES) {
      if (status.code == code) {
        return status;
      }
    }
    throw new InvalidValueException(
        "must be one of %s (was %d)"
            .formatted(
                Arrays.stream(VALUES)
                    .map(status -> Integer.toString(status.code))
                    .collect(Collectors.joining(", ")),
                code));
  }
}
