package dev.carom.core.config;

/**
 * A value that a source gives to a name, which need not be a known key.
 *
 * @param source where it was set, for people: {@code file carom.conf:3}
 */
record Setting(String name, String value, String source) {

  static final String DEFAULT = "default";

  /** Leaves the value out, for it may be secret. */
  @Override
  public String toString() {
    return name + " [" + source + "]";
  }
}
