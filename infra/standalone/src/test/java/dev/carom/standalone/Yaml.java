package dev.carom.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a document of YAML says. */
record Yaml(Object value) {

  /** Reads all documents of a file; a key that is there twice is refused. */
  static List<Yaml> read(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Yaml> all = new ArrayList<>();
    new org.yaml.snakeyaml.Yaml(new SafeConstructor(options))
        .loadAll(Files.readString(file))
        .forEach(document -> all.add(new Yaml(document)));
    return all;
  }

  /** What is under these keys, one in the other; nothing is an empty object. */
  Yaml at(String... keys) {
    Object at = value;
    for (String key : keys) {
      at = at instanceof Map<?, ?> map && map.get(key) != null ? map.get(key) : Map.of();
    }
    return new Yaml(at);
  }

  boolean isThere() {
    return !Map.of().equals(value);
  }

  String text() {
    return String.valueOf(value);
  }

  int number() {
    return (Integer) value;
  }

  /** The keys of an object, or the texts of a list. */
  List<String> names() {
    return value instanceof Map<?, ?> map
        ? map.keySet().stream().map(String::valueOf).toList()
        : items().stream().map(Yaml::text).toList();
  }

  List<Yaml> items() {
    return value instanceof List<?> list ? list.stream().map(Yaml::new).toList() : List.of();
  }
}
