package dev.carom.core.click;

/** A text that a click may have. */
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
  CODE(64);

  private static final ClickText[] ALL = values();

  private final int maxBytes;

  ClickText(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Longer texts are cut off there. */
  int maxBytes() {
    return maxBytes;
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
