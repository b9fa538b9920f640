package dev.carom.core.config;

import java.time.Duration;

/** What compact constructors say about a key's value. */
final class Check {

  private Check() {}

  static void that(boolean holds, String key, String requirement) {
    if (!holds) {
      throw new InvalidSettingException(key, requirement);
    }
  }

  static void wholeSeconds(String key, Duration value) {
    that(
        value.toNanosPart() == 0,
        key,
        "must be whole seconds (was %dms)".formatted(value.toMillis()));
  }
}
