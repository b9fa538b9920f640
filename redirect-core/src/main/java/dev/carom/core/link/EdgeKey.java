package dev.carom.core.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What all answers of a link are called at the edge, whatever address they were asked for by: 1 to
 * {@value #MAX_LENGTH} of {@code A-Z a-z 0-9 _ -}. It is the code that the link's id spells, and so
 * tells nothing that is not public. Immutable; kept as the bytes that a response takes.
 */
public final class EdgeKey {

  /** The longest key, in bytes. */
  public static final int MAX_LENGTH = ShortCode.MAX_LENGTH;

  private final byte[] ascii;

  /**
   * @throws InvalidValueException if it is no key
   */
  public EdgeKey(String value) {
    this.ascii = new ShortCode(value).value().getBytes(StandardCharsets.US_ASCII);
  }

  public String value() {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  /** How many bytes it has. */
  public int length() {
    return ascii.length;
  }

  /** Copies its bytes, and returns where they end in the destination. */
  public int copyTo(byte[] destination, int at) {
    System.arraycopy(ascii, 0, destination, at, ascii.length);
    return at + ascii.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EdgeKey key && Arrays.equals(ascii, key.ascii);
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
