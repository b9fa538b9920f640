package dev.carom.core.testing;

import dev.carom.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A base backup of a PostgreSQL, taken while that goes on serving (chapter "Making a Base Backup
 * Using the Low Level API" of its manual).
 *
 * @param data the server's folder
 * @param copy where the backup is
 */
public record Backup(EmbeddedPostgres server, Path data, Path copy) {

  private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

  /** Takes a backup; what is committed before this is called is in it. */
  public static Backup take(EmbeddedPostgres server, Path data, Path copy)
      throws IOException, SQLException {
    Backup backup = new Backup(server, data, copy);
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl("postgres"), server.superuser(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('test', true)");
      copy(data, copy);
      try (ResultSet stop = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        stop.next();
        copy(data.resolve("pg_wal"), copy.resolve("pg_wal"));
        Files.writeString(copy.resolve("backup_label"), stop.getString(1));
      }
    }
    return backup;
  }

  /** Puts the backup in the place of a server that is not running. */
  public void putBack() throws IOException {
    delete(data);
    copy(copy, data);
  }

  /** Throws the backup away. */
  public void delete() throws IOException {
    delete(copy);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copied = to.resolve(from.relativize(folder));
            if (!Files.exists(copied)) {
              Files.copy(folder, copied, StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!LEFT_OUT.contains(file.getFileName().toString())) {
              try {
                Files.copy(
                    file,
                    to.resolve(from.relativize(file)),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
              } catch (NoSuchFileException _) {
                // The server has just deleted it.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private static void delete(Path folder) throws IOException {
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
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
