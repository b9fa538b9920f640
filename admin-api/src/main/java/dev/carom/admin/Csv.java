package dev.carom.admin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lines of CSV (RFC 4180), as a spreadsheet may be given them. */
final class Csv {

  private Csv() {}

  /** Returns a line without its end; what is null is empty. */
  static byte[] line(@Nullable String... fields) {
    return Arrays.stream(fields)
        .map(field -> field == null ? "" : quoted(field))
        .collect(Collectors.joining(","))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A field, quoted where it has to be. What a spreadsheet would take for a formula begins with an
   * apostrophe: much of it is what strangers, or their browsers, have said.
   */
  private static String quoted(String value) {
    String safe =
        !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
