package dev.carom.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Archives of the kind {@code .txz}. */
final class TarXz {
  private static final int EXECUTABLE = 0100;

  private TarXz() {}

  /**
   * Unpacks files, folders and symbolic links, readable by everybody. Throws {@link IOException}
   * for an entry that would lie or point outside {@code target}.
   */
  static void unpack(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        Path path = inside(target, target.resolve(entry.getName()));
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Path link = Path.of(entry.getLinkName());
          inside(target, path.resolveSibling(link));
          Files.createSymbolicLink(path, link);
        } else if (entry.isFile()) {
          Files.createDirectories(Folders.parentOf(path));
          Files.copy(tar, path);
          setMode(path, (entry.getMode() & EXECUTABLE) != 0);
        } else {
          throw new IOException("archive entry of an unknown kind: " + entry.getName());
        }
      }
    }
  }

  static void setMode(Path file, boolean executable) throws IOException {
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static Path inside(Path target, Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(target)) {
      throw new IOException("archive entry outside its folder: " + path);
    }
    return normal;
  }
}
