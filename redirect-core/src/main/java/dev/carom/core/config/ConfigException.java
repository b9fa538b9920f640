package dev.carom.core.config;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is wrong with a configuration. The message lists every problem on a line of its own and
 * holds no secret: a main prints it and ends with exit code 2.
 */
public final class ConfigException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final ArrayList<String> problems;

  ConfigException(List<String> problems) {
    super("Configuration refused:\n  " + String.join("\n  ", problems));
    this.problems = new ArrayList<>(problems);
  }

  /** One line per problem: the key, what is wrong, and in brackets where it was set. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
