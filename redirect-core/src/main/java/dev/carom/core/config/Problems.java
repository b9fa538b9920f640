package dev.carom.core.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that all of it is said at once. */
final class Problems {

  private final List<String> lines = new ArrayList<>();

  void add(String subject, String problem) {
    lines.add(subject + ": " + problem);
  }

  void add(String subject, String problem, String source) {
    add(subject, problem + " [" + source + "]");
  }

  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new ConfigException(lines);
    }
  }
}
