package dev.carom.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The table that a process prints at its start: key, value and source in aligned columns. */
final class EffectiveTable {

  private record Row(String key, String value, String source) {}

  private EffectiveTable() {}

  static String of(Binder binder, Collection<Class<? extends ComponentConfig>> components) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("KEY", "VALUE", "FROM"));
    for (Class<? extends ComponentConfig> component : KnownKeys.all()) {
      if (components.contains(component)) {
        KnownKeys.of(component).forEach(key -> rows.add(row(key, binder)));
      }
    }
    int keyWidth = rows.stream().mapToInt(row -> row.key.length()).max().orElseThrow();
    int valueWidth = rows.stream().mapToInt(row -> row.value.length()).max().orElseThrow();
    String format = "%-" + keyWidth + "s  %-" + valueWidth + "s  %s";
    return rows.stream()
        .map(row -> format.formatted(row.key, row.value, row.source))
        .collect(Collectors.joining("\n"));
  }

  private static Row row(KnownKey key, Binder binder) {
    Setting setting = binder.setting(key);
    if (setting == null) {
      throw new IllegalStateException("a needed key without a value: " + key.name());
    }
    return new Row(key.name(), shown(key, setting.value()), setting.source());
  }

  private static String shown(KnownKey key, String value) {
    if (value.isEmpty()) {
      return "(empty)";
    }
    return key.confidential() ? Values.parse(key.type(), value).toString() : value;
  }
}
