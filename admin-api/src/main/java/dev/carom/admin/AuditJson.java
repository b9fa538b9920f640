package dev.carom.admin;

import dev.carom.core.access.AuditEntry;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** A change as the API shows it: of what it was before and after, only what differs. */
record AuditJson(
    String id,
    String at,
    String actor,
    @Nullable String requestId,
    String kind,
    String action,
    List<String> ids,
    @Nullable Map<String, JsonNode> before,
    @Nullable Map<String, JsonNode> after) {

  /** Columns that are called otherwise in the API; the others only written otherwise. */
  private static final Map<String, String> NAMES =
      Map.of(
          "target", "url",
          "expired_target", "expiredUrl",
          "folds_case", "caseInsensitive",
          "root_target", "rootUrl",
          "missing_target", "notFoundUrl",
          "gone_target", "expiredUrl");

  /** What changes with whatever else does. */
  private static final Set<String> LEFT_OUT = Set.of("id", "version", "updated_at", "edge_until");

  private static final Pattern WORD = Pattern.compile("_([a-z])");

  static AuditJson of(AuditEntry entry) {
    Map<String, JsonNode> before = columns(entry.before());
    Map<String, JsonNode> after = columns(entry.after());
    Set<String> differing = new TreeSet<>(before.keySet());
    differing.addAll(after.keySet());
    differing.removeIf(
        name -> LEFT_OUT.contains(name) || Objects.equals(before.get(name), after.get(name)));
    return new AuditJson(
        Long.toString(entry.id()),
        Timestamps.format(entry.at()),
        entry.actor(),
        entry.requestId(),
        entry.kind(),
        entry.action(),
        entry.subjects().stream().map(String::valueOf).toList(),
        entry.before() == null ? null : of(before, differing),
        entry.after() == null ? null : of(after, differing));
  }

  private static Map<String, JsonNode> columns(@Nullable String json) {
    Map<String, JsonNode> columns = new TreeMap<>();
    if (json != null) {
      Json.MAPPER.readTree(json).forEachEntry(columns::put);
    }
    return columns;
  }

  private static Map<String, JsonNode> of(Map<String, JsonNode> columns, Set<String> wanted) {
    Map<String, JsonNode> properties = new TreeMap<>();
    for (String column : wanted) {
      JsonNode value = columns.get(column);
      if (value != null) {
        properties.put(
            name(column),
            column.endsWith("_at")
                ? StringNode.valueOf(
                    Timestamps.format(OffsetDateTime.parse(value.stringValue()).toInstant()))
                : value);
      }
    }
    return properties;
  }

  private static String name(String column) {
    return NAMES.getOrDefault(
        column, WORD.matcher(column).replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT)));
  }
}
