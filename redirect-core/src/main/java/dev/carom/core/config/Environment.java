package dev.carom.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings of the environment: the variables that begin with {@code CAROM_}. */
final class Environment {

  private Environment() {}

  /**
   * Reads the settings, ordered by variable.
   *
   * @param reserved variables that are no settings and no mistakes either
   */
  static List<Setting> read(
      Map<String, String> environment, Set<String> reserved, Problems problems) {
    List<Setting> settings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach((variable, value) -> {
          if (!variable.startsWith(KnownKey.VARIABLE_PREFIX) || reserved.contains(variable)) {
            return;
          }
          KnownKey key = KnownKeys.byVariable(variable);
          if (key == null) {
            problems.add(variable, KnownKeys.unknownVariable(variable), "environment");
          } else {
            settings.add(new Setting(key.name(), value, "environment " + variable));
          }
        });
    return settings;
  }
}
