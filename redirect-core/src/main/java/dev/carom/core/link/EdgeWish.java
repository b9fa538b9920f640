package dev.carom.core.link;

import java.util.Locale;

/** Whether a link's owner wants it at the edge. */
public enum EdgeWish {
  /** If many follow it. */
  AUTO,
  ALWAYS,
  NEVER;

  /**
   * Returns the wish of a name.
   *
   * @throws InvalidValueException if it is none
   */
  public static EdgeWish parse(String name) {
    for (EdgeWish wish : values()) {
      if (wish.text().equals(name)) {
        return wish;
      }
    }
    throw new InvalidValueException("must be auto, always or never");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
