package dev.carom.core.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written as {@code 512B}, {@code 64KiB}, {@code 64MiB} or {@code 1GiB}. */
public record DataSize(long bytes) {

  private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("must be >= 0: bytes=" + bytes);
    }
  }

  static DataSize parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a size such as 512B, 64KiB, 64MiB or 1GiB");
    }
    long count = Long.parseLong(matcher.group(1));
    return new DataSize(
        switch (matcher.group(2)) {
          case "KiB" -> count << 10;
          case "MiB" -> count << 20;
          case "GiB" -> count << 30;
          default -> count;
        });
  }
}
