package dev.carom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a run's results are kept, and beside them what is to be known about the run.
 *
 * @param results JSON, of whatever tool measured
 * @param about JSON: machine, JDK, commit, command
 */
public record ResultFiles(Path results, Path about) {

  private static final DateTimeFormatter UTC_SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Names the files of a run by its start; their folder exists when this returns. */
  public static ResultFiles create(Path home, String command, Instant start) throws IOException {
    Path folder =
        Files.createDirectories(home.toAbsolutePath().normalize().resolve("bench/results"));
    String name = UTC_SECOND.format(start) + "-" + command;
    return new ResultFiles(folder.resolve(name + ".json"), folder.resolve(name + ".meta.json"));
  }

  void write(Record content) throws IOException {
    write(about, content);
  }

  /** Writes the results of a tool that knows all about its run. */
  public void writeResults(Record content) throws IOException {
    write(results, content);
  }

  private static void write(Path file, Record content) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(content) + "\n");
  }

  /** Leaves nothing of a run that failed. */
  void discard() throws IOException {
    Files.deleteIfExists(results);
  }
}
