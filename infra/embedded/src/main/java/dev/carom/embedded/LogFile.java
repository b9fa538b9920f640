package dev.carom.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A server's log, appended to over its starts.
 *
 * @param start the size in bytes, at the server's start, of what earlier ones had written
 */
record LogFile(Path path, long start) {
  private static final long LIMIT_BYTES = 10 * 1024 * 1024;
  private static final int TAIL_BYTES = 8 * 1024;
  private static final int TAIL_LINES = 15;

  /** The log for a server about to start; one larger than 10 MB is first moved to {@code .1}. */
  static LogFile open(Path path) throws IOException {
    long size = Files.exists(path) ? Files.size(path) : 0;
    if (size > LIMIT_BYTES) {
      Path old = path.resolveSibling(path.getFileName() + ".1");
      Files.move(path, old, StandardCopyOption.REPLACE_EXISTING);
      size = 0;
    }
    return new LogFile(path, size);
  }

  ProcessBuilder.Redirect redirect() {
    return ProcessBuilder.Redirect.appendTo(path.toFile());
  }

  /** The last lines since the server's start, for the message of an exception. */
  String tail() {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long from = Math.max(start, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(" + path + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
