package dev.carom.core.click;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one journal, which its process holds locked for as long as it lives: {@code
 * DIR/UUID/}. The system lets go of the lock when the process ends, however it ends.
 */
final class JournalFolder implements AutoCloseable {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * What this process holds, and must not even open another time: to close a file gives up all
   * locks of it that the process has (POSIX, fcntl).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final UUID id;
  private final Path path;
  private final FileChannel lock;

  private JournalFolder(UUID id, Path path, FileChannel lock) {
    this.id = id;
    this.path = path;
    this.lock = lock;
  }

  /** Makes the folder of a new journal. */
  static JournalFolder create(Path dir) throws IOException {
    Files.createDirectories(dir, OWNER_ONLY);
    while (true) {
      Path path = Files.createDirectory(dir.resolve(UUID.randomUUID().toString()), OWNER_ONLY);
      JournalFolder folder = take(path);
      // Before it is locked, somebody may take it for an abandoned one.
      if (folder != null) {
        return folder;
      }
    }
  }

  /** Returns the folders of all journals in a folder, whether their processes live or not. */
  static List<Path> paths(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(dir)) {
      return paths.filter(path -> isId(path.getFileName().toString())).sorted().toList();
    }
  }

  /** Takes a journal's folder, or returns null if its process has not ended. */
  static @Nullable JournalFolder takeAbandoned(Path path) throws IOException {
    return take(path);
  }

  private static boolean isId(String name) {
    return name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  private static @Nullable JournalFolder take(Path path) throws IOException {
    Path real = path.toRealPath();
    if (!HELD.add(real)) {
      return null;
    }
    JournalFolder taken = null;
    try {
      taken = lock(real);
      return taken;
    } finally {
      if (taken == null) {
        HELD.remove(real);
      }
    }
  }

  private static @Nullable JournalFolder lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      return null;
    }
    return new JournalFolder(UUID.fromString(path.getFileName().toString()), path, channel);
  }

  UUID id() {
    return id;
  }

  Path path() {
    return path;
  }

  /** Where a ring of this journal lies. */
  Path ring(Path ringDir, int number) {
    return ringDir.resolve("carom-%s-%d.ring".formatted(id, number));
  }

  /** Removes the folder, in which no segments are left, and lets go of it. */
  void delete() throws IOException {
    Files.deleteIfExists(path.resolve("lock"));
    Files.deleteIfExists(path);
    close();
  }

  @Override
  public void close() throws IOException {
    lock.close();
    HELD.remove(path);
  }
}
