package dev.carom.core.config;

/** A text that is shown to nobody: {@link #toString} redacts it, {@link #reveal} gives it. */
public record Secret(String reveal) {

  static final String REDACTED = "******";

  @Override
  public String toString() {
    return reveal.isEmpty() ? "" : REDACTED;
  }
}
