package dev.carom.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What our servers have written that is more than a note, alike lines counted. */
record Logs(Path folder) {

  private static final Pattern ALARMING =
      Pattern.compile("\\S+ ERROR .*|.*LEAK: .*|Exception in .*");

  private static final Pattern STAMP = Pattern.compile("^\\d{4}-\\S+ ");
  private static final Pattern NUMBERS =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4,12}){4}|@[0-9a-f]+|\\d+");

  /** Warnings, and how often each was written. */
  Map<String, Long> warnings() {
    return counts(Pattern.compile("\\S+ WARN .*"));
  }

  /** What should not be written whatever the stores do. */
  Map<String, Long> alarms() {
    return counts(ALARMING);
  }

  private Map<String, Long> counts(Pattern wanted) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(redirect|admin)-.*\\.log"))
          .flatMap(Logs::lines)
          .filter(line -> wanted.matcher(line).matches())
          .map(line -> NUMBERS.matcher(STAMP.matcher(line).replaceFirst("")).replaceAll("#"))
          .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
