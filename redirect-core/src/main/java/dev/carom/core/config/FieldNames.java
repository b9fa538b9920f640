package dev.carom.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What others call the fields of an edge's log, by their own names; those that are missing, so. */
public record FieldNames(Map<String, String> names) {

  /** The names of all fields. */
  public static final List<String> FIELDS =
      List.of(
          "time",
          "host",
          "path",
          "method",
          "status",
          "cache",
          "client",
          "agent",
          "referrer",
          "language",
          "country",
          "purpose",
          "dnt",
          "gpc",
          "id");

  public FieldNames {
    names = Map.copyOf(names);
  }

  static FieldNames parse(String text) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String pair : Words.parse(text).words()) {
      int sign = pair.indexOf('=');
      String name = sign < 0 ? pair : pair.substring(0, sign);
      if (sign < 0 || sign == pair.length() - 1) {
        throw new IllegalArgumentException("must be name=field pairs, separated by blanks");
      }
      if (!FIELDS.contains(name)) {
        throw new IllegalArgumentException(
            "must name fields of %s".formatted(String.join(", ", FIELDS)));
      }
      if (names.put(name, pair.substring(sign + 1)) != null) {
        throw new IllegalArgumentException("must name no field twice");
      }
    }
    return new FieldNames(names);
  }

  /** Returns what a field is called. */
  public String of(String field) {
    return names.getOrDefault(field, field);
  }
}
