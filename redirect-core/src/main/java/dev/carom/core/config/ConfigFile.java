package dev.carom.core.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The settings of a file: {@code key = value} lines in UTF-8, blank lines, and comment lines that
 * begin with {@code #}. A value is everything after the first {@code =}, trimmed; nothing is
 * escaped or continued. Unlike {@link java.util.Properties}, a key set twice is a problem.
 */
final class ConfigFile {

  private static final Pattern NAME = Pattern.compile("[\\w.-]+");

  private final Path path;
  private final Problems problems;

  ConfigFile(Path path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  List<Setting> read() {
    List<String> lines = readLines();
    List<Setting> settings = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String source = "file " + path + ":" + number;
      int equals = line.indexOf('=');
      String name = line.substring(0, Math.max(equals, 0)).strip();
      if (!NAME.matcher(name).matches()) {
        // The line is not repeated: it may hold a secret.
        problems.add(source, "must be a line such as key = value");
        continue;
      }
      Integer first = numbers.putIfAbsent(name, number);
      if (first == null) {
        settings.add(new Setting(name, line.substring(equals + 1).strip(), source));
      } else {
        problems.add(name, "set twice, first on line " + first, source);
      }
    }
    return settings;
  }

  /** Whether every user of the machine may read the file. */
  boolean readableByAll() {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    try {
      return view != null
          && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException _) {
      return false;
    }
  }

  private List<String> readLines() {
    try {
      return Files.readAllLines(path);
    } catch (NoSuchFileException _) {
      problems.add("--config", "no such file: " + path);
    } catch (CharacterCodingException _) {
      problems.add("--config", "not in UTF-8: " + path);
    } catch (IOException e) {
      problems.add("--config", "cannot be read: " + path + " (" + e + ")");
    }
    return List.of();
  }
}
