package dev.carom.admin.edge;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The files of one log through its rotation: the one that is written, and those beside it whose
 * names go on with {@code .} or {@code -} and that are not compressed.
 *
 * <p>A file is known by its first line, whatever it is called and wherever it lies on the disk, so
 * neither renaming nor copying makes another one of it, and truncating does. Two files that begin
 * with the same line are taken for one and its copy, of which the longer one is read.
 *
 * <p>A listing made while files are renamed may miss some: they are there in the next one. Keeps
 * nothing in between; usable by any thread.
 */
public final class LogFiles {

  private static final List<String> COMPRESSED = List.of(".gz", ".zst", ".xz", ".bz2");

  private final Path current;
  private final Path folder;
  private final String name;
  private final InstantSource clock;

  /**
   * @param current the file that is written
   */
  public LogFiles(Path current, InstantSource clock) {
    this.current = current.toAbsolutePath();
    this.folder = Objects.requireNonNull(this.current.getParent(), "a file has a folder");
    this.name = this.current.getFileName().toString();
    this.clock = clock;
  }

  /**
   * Returns the files that have a line, in the order in which they were written last, and the
   * current one at the end.
   *
   * @throws IOException if the folder or one of the files may not be read
   */
  public List<LogFile> files() throws IOException {
    Map<UUID, LogFile> files = new HashMap<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, this::isOfTheLog)) {
      for (Path path : paths) {
        LogFile file = LogFile.find(path, path.equals(current), clock.instant());
        if (file != null) {
          files.merge(file.id(), file, (a, b) -> a.size() > b.size() ? a : b);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return inOrder(files.values());
  }

  private static List<LogFile> inOrder(Collection<LogFile> files) {
    return files.stream()
        .sorted(
            Comparator.comparing(LogFile::isCurrent)
                .thenComparing(LogFile::modified)
                .thenComparing(LogFile::path))
        .toList();
  }

  private boolean isOfTheLog(Path path) {
    String other = path.getFileName().toString();
    if (other.equals(name)) {
      return true;
    }
    String lowerCase = other.toLowerCase(Locale.ROOT);
    return (other.startsWith(name + ".") || other.startsWith(name + "-"))
        && COMPRESSED.stream().noneMatch(lowerCase::endsWith);
  }
}
