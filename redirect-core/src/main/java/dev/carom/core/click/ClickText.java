package dev.carom.core.click;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text that a click may have. Their order is that of the journal: others come at the end. */
public enum ClickText {
  /** The whole {@code User-Agent}. */
  AGENT(512),
  /** The host that the follower came from, and nothing else of its address. */
  REFERRER(255),
  /** What the follower reads best, such as {@code de-AT}. */
  LANGUAGE(35),
  /** Two letters of ISO 3166. */
  COUNTRY(2),
  /** The code that no link has. */
  CODE(64),
  /** The name of a city, in UTF-8. */
  CITY(64);

  private static final ClickText[] ALL = values();

  private final int maxBytes;

  ClickText(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Longer texts are cut off there. */
  int maxBytes() {
    return maxBytes;
  }

  /** Returns a text in UTF-8, as much of it as fits in whole characters. */
  public byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, maxBytes);
    while (length < bytes.length && goesOnWithACharacter(bytes[length])) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  private static boolean goesOnWithACharacter(byte utf8) {
    return (utf8 & 0xC0) == 0x80;
  }

  static int count() {
    return ALL.length;
  }

  /** The longest that all texts of a click can be together. */
  static int maxBytesOfAll() {
    int sum = 0;
    for (ClickText text : ALL) {
      sum += text.maxBytes;
    }
    return sum;
  }
}
