package dev.carom.bench.peers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs of this machine.
 *
 * @param folders where they are looked for, in this order
 */
public record Programs(List<Path> folders) {

  /** Those of {@code PATH}, and of the folders for administrators, which few have there. */
  public static Programs installed() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return new Programs(
        Stream.concat(
                Stream.of(path.split(File.pathSeparator)).map(Path::of),
                Stream.of(Path.of("/usr/sbin"), Path.of("/sbin")))
            .toList());
  }

  /** Returns where a program is, or null if it is not installed. */
  public @Nullable String find(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  /** Returns where a program is that {@link #find} has found before. */
  String require(String name) {
    return Objects.requireNonNull(find(name), name);
  }

  /** Says that a program is missing, and where Debian has it. */
  public static String missing(String name, String debianPackage) {
    return "%s is not installed (Debian: apt install %s)".formatted(name, debianPackage);
  }

  /** Runs a program to its end and returns the first line that it writes. */
  static String firstLine(List<String> command) {
    List<String> lines = lines(command);
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  /** Runs a program to its end and returns what it writes. */
  public static List<String> lines(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var output = process.inputReader()) {
        return output.readAllLines();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
