package dev.carom.bench.load;

import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of a command line, with their values as they were given. */
public final class Arguments {

  private final Map<String, String> values = new HashMap<>();

  /**
   * Understands {@code --name value}, {@code --name=value} and {@code --flag}.
   *
   * @throws UsageException if an option is not known, is given twice or lacks its value
   */
  public Arguments(List<String> args, Set<String> options, Set<String> flags) {
    Iterator<String> rest = args.iterator();
    while (rest.hasNext()) {
      String arg = rest.next();
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      String value;
      if (flags.contains(arg)) {
        value = "";
      } else if (options.contains(name)) {
        value = equals >= 0 ? arg.substring(equals + 1) : rest.hasNext() ? rest.next() : "";
        if (value.isEmpty()) {
          throw new UsageException(name + " needs a value");
        }
      } else {
        throw new UsageException("unknown option " + arg);
      }
      if (values.put(name, value) != null) {
        throw new UsageException(name + " is given twice");
      }
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public @Nullable String text(String name) {
    return values.get(name);
  }

  String required(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new UsageException(name + " is missing");
    }
    return value;
  }

  /** Returns a whole number from {@code least} to {@code most}. */
  public int count(String name, int otherwise, int least, int most) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value.matches("\\d{1,9}")) {
      int count = Integer.parseInt(value);
      if (count >= least && count <= most) {
        return count;
      }
    }
    throw new UsageException(
        "%s: must be a whole number from %d to %d (was %s)".formatted(name, least, most, value));
  }

  /** Returns any whole number. */
  long number(String name, long otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException _) {
      throw new UsageException("%s: must be a whole number (was %s)".formatted(name, value));
    }
  }

  /** Returns a number from {@code least} to {@code most}. */
  double decimal(String name, double otherwise, double least, double most) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      double decimal = Double.parseDouble(value);
      if (decimal >= least && decimal <= most) {
        return decimal;
      }
    }
    throw new UsageException(
        "%s: must be a number from %s to %s (was %s)".formatted(name, least, most, value));
  }

  /** Returns so many seconds, at most a day. */
  public Duration seconds(String name, double otherwise, double least) {
    return Duration.ofNanos(Math.round(decimal(name, otherwise, least, 86_400) * 1e9));
  }

  /** Returns so many milliseconds, at most ten minutes. */
  Duration millis(String name, double otherwise) {
    return Duration.ofNanos(Math.round(decimal(name, otherwise, 0.001, 600_000) * 1e6));
  }
}
