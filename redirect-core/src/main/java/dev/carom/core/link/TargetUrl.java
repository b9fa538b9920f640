package dev.carom.core.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a link leads: an absolute http or https URL in visible ASCII (each byte in {@code
 * 0x21–0x7E}), which a response may carry in its {@code Location} field without a further check.
 * {@link TargetUrlParser} makes one of what a person wrote. Immutable; kept as the bytes that a
 * response takes, for a hit on the hot path copies them.
 */
public final class TargetUrl {

  /** The longest target, in bytes. */
  public static final int MAX_BYTES = 8192;

  private final byte[] ascii;

  /**
   * Takes a target as it was stored.
   *
   * @throws InvalidValueException if it is damaged, which is better refused than sent
   */
  public TargetUrl(String value) {
    if (value.isEmpty() || value.length() > MAX_BYTES) {
      throw new InvalidValueException(
          "must be 1 to %d bytes long (was %d)".formatted(MAX_BYTES, value.length()));
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isVisibleAscii(value.charAt(i))) {
        throw new InvalidValueException("must be visible ASCII (character %d is not)".formatted(i));
      }
    }
    this.ascii = value.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean isVisibleAscii(char c) {
    return c > 0x20 && c < 0x7F;
  }

  /** The URL's text. */
  public String value() {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  /** How many bytes the URL has. */
  public int length() {
    return ascii.length;
  }

  /** Copies the URL's bytes, and returns where they end in the destination. */
  public int copyTo(byte[] destination, int at) {
    System.arraycopy(ascii, 0, destination, at, ascii.length);
    return at + ascii.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TargetUrl target && Arrays.equals(ascii, target.ascii);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ascii);
  }

  @Override
  public String toString() {
    return value();
  }
}
