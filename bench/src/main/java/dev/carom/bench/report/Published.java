package dev.carom.bench.report;

import dev.carom.bench.peers.PeersRecord;
import dev.carom.bench.peers.VariantsRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of a kind that the project shows, under version control, unlike all others.
 *
 * @param results the folder of all results, whose files' names begin with the time of their start
 * @param kind with which the names end, before {@code .json}
 */
record Published<R extends Record>(Path results, String kind, Class<R> type) {

  static final String FOLDER = "published";

  static Published<PeersRecord> peers(Path home) {
    return new Published<>(home.resolve("bench/results"), PeersRecord.KIND, PeersRecord.class);
  }

  static Published<VariantsRecord> variants(Path home) {
    return new Published<>(
        home.resolve("bench/results"), VariantsRecord.KIND, VariantsRecord.class);
  }

  private Path folder() {
    return results.resolve(FOLDER);
  }

  /** Returns the published result, or null if there is none. */
  @Nullable Path current() throws IOException {
    return newestFirst(folder()).stream().findFirst().orElse(null);
  }

  /** Puts the newest result that measured anything in the place of an older one. */
  void update() throws IOException {
    for (Path file : newestFirst(results)) {
      if (!JsonMapper.shared().readTree(Files.readString(file)).at("/quick").asBoolean()) {
        replaceBy(file);
        return;
      }
    }
  }

  private void replaceBy(Path file) throws IOException {
    List<Path> older = newestFirst(folder());
    Path target = Files.createDirectories(folder()).resolve(file.getFileName());
    if (!older.isEmpty() && name(older.getFirst()).compareTo(name(file)) >= 0) {
      return;
    }
    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    for (Path path : older) {
      Files.delete(path);
    }
  }

  R read(Path file) throws IOException {
    return JsonMapper.shared().readValue(Files.readString(file), type);
  }

  private List<Path> newestFirst(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> name(file).endsWith("-" + kind + ".json"))
          .sorted(Comparator.comparing(Published::name, Comparator.reverseOrder()))
          .toList();
    }
  }

  /** How the page names a file of this folder. */
  static String source(Path file) {
    return "bench/results/%s/%s".formatted(FOLDER, file.getFileName());
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
