package dev.carom.core.link;

/**
 * Where a link leads: an absolute http or https URL in visible ASCII, which a response may carry in
 * its {@code Location} field without a further check. {@link TargetUrlParser} makes one of what a
 * person wrote.
 *
 * @param value the URL's text, at most {@value #MAX_BYTES} bytes, each in {@code 0x21–0x7E}
 */
public record TargetUrl(String value) {

  /** The longest target, in bytes. */
  public static final int MAX_BYTES = 8192;

  /** Takes a target as it was stored; a damaged one is refused rather than sent. */
  public TargetUrl {
    if (value.isEmpty() || value.length() > MAX_BYTES) {
      throw new InvalidValueException(
          "must be 1 to %d bytes long (was %d)".formatted(MAX_BYTES, value.length()));
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isVisibleAscii(value.charAt(i))) {
        throw new InvalidValueException("must be visible ASCII (character %d is not)".formatted(i));
      }
    }
  }

  static boolean isVisibleAscii(char c) {
    return c > 0x20 && c < 0x7F;
  }

  @Override
  public String toString() {
    return value;
  }
}
