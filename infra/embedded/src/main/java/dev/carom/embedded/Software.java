package dev.carom.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * A folder of server binaries, unpacked from the class path once. A program's folder appears there
 * whole or not at all: it is filled under another name, under a lock among threads and JVMs, and
 * then renamed. A folder that is already filled is only read, so it may belong to another user.
 */
record Software(Path folder, Platform platform) {
  Software {
    folder = folder.toAbsolutePath().normalize();
  }

  /** Fills the empty folder {@code target}. */
  private interface Unpacker {
    void unpack(InputStream resource, Path target) throws IOException;
  }

  /** The folder whose {@code bin} holds {@code postgres} and {@code initdb}. */
  Path postgres(Consumer<String> progress) throws IOException {
    String version = postgresVersion();
    return once(
        "postgres-" + version,
        platform.postgresArchive(),
        TarXz::unpack,
        () -> progress.accept("unpacking PostgreSQL " + version + " (first start only)"));
  }

  /** The program {@code redis-server}. */
  Path redis(Consumer<String> progress) throws IOException {
    String resource = platform.redisProgram();
    return once(
            resource.substring(1),
            resource,
            Software::copyProgram,
            () -> progress.accept("unpacking Redis (first start only)"))
        .resolve("redis-server");
  }

  private Path once(String name, String resource, Unpacker unpacker, Runnable announce)
      throws IOException {
    Path target = folder.resolve(name);
    if (Files.isDirectory(target)) {
      return target;
    }
    Files.createDirectories(folder);
    // One channel at a time in this JVM; the file lock keeps other JVMs out.
    synchronized (Software.class) {
      try (FileChannel lock =
          FileChannel.open(
              folder.resolve("unpacking.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        lock.lock();
        if (!Files.isDirectory(target)) {
          announce.run();
          Path draft = folder.resolve(name + ".new");
          Folders.delete(draft);
          Files.createDirectory(draft);
          try (InputStream in = open(resource)) {
            unpacker.unpack(in, draft);
          }
          Folders.moveDurably(draft, target);
        }
      }
    }
    return target;
  }

  private static void copyProgram(InputStream resource, Path target) throws IOException {
    Path program = target.resolve("redis-server");
    Files.copy(resource, program, StandardCopyOption.REPLACE_EXISTING);
    TarXz.setMode(program, true);
  }

  private InputStream open(String resource) {
    InputStream in = Software.class.getResourceAsStream(resource);
    if (in == null) {
      throw new EmbeddedServerException(
          "the class path lacks " + resource + ", the server's binaries for " + platform);
    }
    return new BufferedInputStream(in);
  }

  private static String postgresVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Software.class.getResourceAsStream("software.properties")) {
      properties.load(in);
    }
    return properties.getProperty("postgres.version");
  }
}
