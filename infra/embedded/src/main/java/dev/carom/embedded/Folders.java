package dev.carom.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@link Files} lacks for folders. */
final class Folders {
  private Folders() {}

  /** Creates the folder with mode 0700, or gives an existing one that mode. */
  static Path createPrivate(Path folder) throws IOException {
    var ownerOnly = PosixFilePermissions.fromString("rwx------");
    if (Files.isDirectory(folder)) {
      return Files.setPosixFilePermissions(folder, ownerOnly);
    }
    return Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(ownerOnly));
  }

  /** Puts {@code from} at {@code to} in one step, and that on the disk. */
  static void moveDurably(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(parentOf(to), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not below any folder: " + path);
    }
    return parent;
  }

  /** Deletes the folder with all that is in it, following no link; a missing one is fine. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Deletes the folder as {@link #delete} does; false if somebody works in it meanwhile. */
  static boolean tryDelete(Path folder) {
    try {
      delete(folder);
      return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException _) {
      return false;
    }
  }

  /** Gives the folder and all that is in it to a user and the group of the same number. */
  static void giveTo(int uid, Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  static int ownerOf(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }
}
