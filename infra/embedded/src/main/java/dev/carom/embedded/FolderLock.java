package dev.carom.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right of one owner to run a server in a folder. The system takes it from a JVM that dies, so
 * whoever holds it knows that a server still running there has lost its owner.
 */
final class FolderLock implements AutoCloseable {
  // Not left to FileLock alone: closing a second channel would drop this JVM's lock on the file.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Throws {@link EmbeddedServerException} at once when someone else holds it. */
  static FolderLock take(Home home) throws IOException {
    Path file = home.lock();
    EmbeddedServerException taken =
        new EmbeddedServerException(
            "another owner already runs " + home.server() + " in " + home.dir());
    if (!HELD.add(file)) {
      throw taken;
    }
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      locked = channel.tryLock() != null;
      if (!locked) {
        throw taken;
      }
      return new FolderLock(file, channel);
    } finally {
      if (!locked) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(file);
    }
  }
}
