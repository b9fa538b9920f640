package dev.carom.core.config;

import java.io.Serial;

/** A value that a component's record refuses; while binding it becomes a problem of its key. */
final class InvalidSettingException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String key;
  private final String requirement;

  InvalidSettingException(String key, String requirement) {
    super(key + ": " + requirement);
    this.key = key;
    this.requirement = requirement;
  }

  String key() {
    return key;
  }

  String requirement() {
    return requirement;
  }
}
