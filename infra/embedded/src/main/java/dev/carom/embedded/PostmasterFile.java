package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says, which a running PostgreSQL keeps up to date in its cluster.
 *
 * @param status one of {@code starting}, {@code stopping}, {@code ready}, {@code standby}, or empty
 *     while there is none yet
 */
record PostmasterFile(long pid, String status) {
  private static final int STATUS_LINE = 7;

  /** Empty if there is no file, or one that is not written yet. */
  static Optional<PostmasterFile> read(Path file) {
    try {
      return parse(Files.readAllLines(file));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  static Optional<PostmasterFile> parse(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
    try {
      return Optional.of(new PostmasterFile(Long.parseLong(lines.getFirst().strip()), status));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
