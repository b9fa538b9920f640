package dev.carom.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The syntax of each type that a key may have. What cannot be read is an {@link
 * IllegalArgumentException} that says what must be and leaves out what was, for that may be secret.
 */
final class Values {

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Values() {}

  static Object parse(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    } else if (type == Secret.class) {
      return new Secret(text);
    } else if (type == int.class) {
      return parseInt(text);
    } else if (type == long.class) {
      return parseLong(text);
    } else if (type == boolean.class) {
      return parseBoolean(text);
    } else if (type == Duration.class) {
      return parseDuration(text);
    } else if (type == DataSize.class) {
      return DataSize.parse(text);
    } else if (type == AddressRanges.class) {
      return AddressRanges.parse(text);
    } else if (type == Origins.class) {
      return Origins.parse(text);
    } else if (type == HostNames.class) {
      return HostNames.parse(text);
    } else if (type == ReplicaUrls.class) {
      return ReplicaUrls.parse(text);
    } else if (type == HttpUrls.class) {
      return HttpUrls.parse(text);
    } else if (type == Words.class) {
      return Words.parse(text);
    } else if (type == FieldNames.class) {
      return FieldNames.parse(text);
    } else if (type == URI.class) {
      return parseUri(text);
    } else if (type == RedisUrl.class) {
      return RedisUrl.parse(text);
    } else if (type == Path.class) {
      return parsePath(text);
    } else if (type.isEnum()) {
      return parseEnum(type, text);
    }
    throw new IllegalStateException("no syntax for " + type);
  }

  /** The values that an enum's key takes, for messages and the reference. */
  static String choices(Class<?> type, String before, String after) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> before + name(constant) + after)
        .collect(Collectors.joining(", "));
  }

  private static String name(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int parseInt(String text) {
    long number = parseLong(text);
    if (number != (int) number) {
      throw new IllegalArgumentException("must be a number of at most 32 bits");
    }
    return (int) number;
  }

  private static long parseLong(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("must be a whole number");
    }
    return Long.parseLong(text);
  }

  private static boolean parseBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a duration such as 250ms, 2s, 10m, 1h or 1d");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static URI parseUri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.isOpaque() || uri.getScheme() == null) {
        throw new IllegalArgumentException("must be a URL such as https://host.example");
      }
      return uri;
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException("must be a URL such as https://host.example");
    }
  }

  private static Path parsePath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      throw new IllegalArgumentException("must be a path");
    }
  }

  private static Object parseEnum(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (name(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("must be one of " + choices(type, "", ""));
  }
}
