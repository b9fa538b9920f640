package dev.carom.core.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the command line: {@code --key=value}, and {@code --config FILE} or {@code
 * --config=FILE}. No message repeats an argument's value, for it may be secret.
 */
final class Flags {

  private static final String CONFIG = "--config";

  private final List<Setting> settings = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable Path config;

  Flags(List<String> arguments, Problems problems) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      boolean valueFollows = i + 1 < arguments.size() && !isFlag(arguments.get(i + 1));
      if (!isFlag(flag)) {
        problems.add("argument " + (i + 1), "must be a flag such as --key=value");
      } else if (!seen.add(flag)) {
        problems.add(flag, "given twice");
      } else if (equals >= 0) {
        accept(flag, argument.substring(equals + 1), problems);
      } else if (flag.equals(CONFIG) && valueFollows) {
        i++;
        accept(flag, arguments.get(i), problems);
      } else {
        problems.add(flag, "must hold its value, as in " + flag + "=VALUE");
      }
    }
  }

  /** The file that {@code --config} names, if it is given. */
  @Nullable Path config() {
    return config;
  }

  List<Setting> settings() {
    return settings;
  }

  private static boolean isFlag(String argument) {
    return argument.startsWith("--") && argument.length() > 2;
  }

  private void accept(String flag, String value, Problems problems) {
    if (!flag.equals(CONFIG)) {
      settings.add(new Setting(flag.substring(2), value, "flag " + flag));
    } else if (value.isEmpty()) {
      problems.add(CONFIG, "must name a file");
    } else {
      config = Path.of(value);
    }
  }
}
