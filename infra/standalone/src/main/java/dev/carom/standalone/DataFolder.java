package dev.carom.standalone;

import dev.carom.core.lifecycle.StartException;
import dev.carom.embedded.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder in which {@code carom up} keeps its state, owned by one process at a time: the system
 * takes the lock from a process that dies.
 *
 * <pre>
 *   admin-key                 the API key
 *   carom.conf                with which further servers start beside
 *   journal/                  clicks that are not in PostgreSQL yet
 *   log/, run/                logs; process ids, ports and locks
 *   postgres/, redis/         the data
 *   secrets/                  passwords, and code.secret: losing that one loses all codes
 *   software/                 PostgreSQL and Redis, unpacked
 * </pre>
 */
final class DataFolder implements AutoCloseable {

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a folder, which is made if there is none.
   *
   * @throws StartException if another process has it, or it cannot be written
   */
  static DataFolder take(Path path) {
    try {
      Files.createDirectories(path.resolve("run"));
      Files.createDirectories(path.resolve("secrets"));
      FileChannel channel =
          FileChannel.open(
              path.resolve("run/carom.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw new StartException(
            "%s is in use by another carom up%s; stop that one, or choose another folder with --data-dir DIR"
                .formatted(path, owner(path)));
      }
      Files.writeString(pidFile(path), ProcessHandle.current().pid() + "\n");
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new StartException("the folder %s cannot be used: %s".formatted(path, e), e);
    }
  }

  private static String owner(Path path) {
    try {
      return " (process %s)".formatted(Files.readString(pidFile(path)).strip());
    } catch (IOException _) {
      return "";
    }
  }

  private static Path pidFile(Path path) {
    return path.resolve("run/carom.pid");
  }

  Path path() {
    return path;
  }

  Path adminKeyFile() {
    return path.resolve("admin-key");
  }

  Path configurationFile() {
    return path.resolve("carom.conf");
  }

  /** Returns a secret that was made at random when it was first asked for. */
  String secret(String name) {
    return readOrCreate(path.resolve("secrets").resolve(name));
  }

  String adminKey() {
    return readOrCreate(adminKeyFile());
  }

  private static String readOrCreate(Path file) {
    try {
      return Secrets.readOrCreate(file);
    } catch (IOException e) {
      throw new StartException("%s cannot be read or made: %s".formatted(file, e), e);
    }
  }

  /** Writes the configuration, for its owner's eyes alone. */
  void writeConfiguration(String text) {
    try {
      Secrets.write(configurationFile(), text);
    } catch (IOException e) {
      throw new StartException("%s cannot be written: %s".formatted(configurationFile(), e), e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(pidFile(path));
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
