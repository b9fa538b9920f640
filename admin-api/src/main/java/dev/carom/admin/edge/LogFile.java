package dev.carom.admin.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file of a log, as it was found. Whether its path still is that file's is looked at whenever it
 * is read. Immutable.
 */
public final class LogFile {

  /**
   * Whole lines, without their ends.
   *
   * @param to up to where they go, in bytes from the file's beginning
   * @param tooLong how many lines were passed over
   */
  public record Batch(List<byte[]> lines, long to, int tooLong) {}

  /** What no writer has touched for as long, once it is rotated away, is not gone on with. */
  private static final Duration REST = Duration.ofMinutes(1);

  /** So much of a first line that is longer still tells files apart. */
  private static final int CHUNK_BYTES = 1 << 16;

  private final Path path;
  private final UUID id;
  private final BasicFileAttributes attributes;
  private final boolean current;
  private final boolean ended;

  private LogFile(
      Path path, UUID id, BasicFileAttributes attributes, boolean current, boolean ended) {
    this.path = path;
    this.id = id;
    this.attributes = attributes;
    this.current = current;
    this.ended = ended;
  }

  /** Returns the file that has a path now, or null if there is none, or no line in it yet. */
  static @Nullable LogFile find(Path path, boolean current, Instant now) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return null;
      }
      // Unlike the time of its last modification, this one tells of renaming too.
      FileTime changed = (FileTime) Files.getAttribute(path, "unix:ctime");
      boolean ended = !current && changed.toInstant().isBefore(now.minus(REST));
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
        UUID id = identify(file, ended);
        return id == null ? null : new LogFile(path, id, attributes, current, ended);
      }
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  /** The same for as long as its first line is, whatever the file is called. */
  public UUID id() {
    return id;
  }

  /** How many bytes it had when it was found. */
  public long size() {
    return attributes.size();
  }

  /** What it was called when it was found. */
  public Path path() {
    return path;
  }

  FileTime modified() {
    return attributes.lastModifiedTime();
  }

  boolean isCurrent() {
    return current;
  }

  /**
   * Reads the lines from a position on, and nothing if the file is not there any more. A last line
   * without an end is left for later, unless nobody will go on with it.
   *
   * @param from where a line begins
   * @param maxLines how many are read at most, those that are passed over among them
   * @param maxLineBytes how long a line may be; longer ones are passed over
   */
  public Batch read(long from, int maxLines, int maxLineBytes) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      Lines lines = new Lines(from, maxLines, maxLineBytes);
      long end = read(file, lines);
      if (ended && end == size()) {
        lines.endOfFile();
      }
      // Now, and not before: it may be renamed or truncated, and written anew, at any time.
      if (id.equals(identify(file, ended))) {
        return lines.batch();
      }
    } catch (NoSuchFileException _) {
      // It will be found by its new name, if it has one.
    }
    return new Batch(List.of(), from, 0);
  }

  /** Returns up to where was read. */
  private static long read(FileChannel file, Lines lines) throws IOException {
    byte[] bytes = new byte[CHUNK_BYTES];
    ByteBuffer chunk = ByteBuffer.wrap(bytes);
    long at = lines.to;
    while (!lines.isFull() && file.read(chunk.clear(), at) > 0) {
      at += chunk.position();
      lines.feed(bytes, chunk.position());
    }
    return at;
  }

  /** Returns what a file's first line makes of it, or null if it has none yet. */
  private static @Nullable UUID identify(FileChannel file, boolean ended) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    while (chunk.hasRemaining() && file.read(chunk, chunk.position()) > 0) {
      // Goes on until it is full.
    }
    byte[] bytes = chunk.array();
    int length = chunk.position();
    int from = 0;
    while (from < length && bytes[from] == '\n') {
      from++;
    }
    int to = from;
    while (to < length && bytes[to] != '\n') {
      to++;
    }
    boolean whole = to < length || length == CHUNK_BYTES || ended;
    return whole && to > from ? hash(bytes, from, to) : null;
  }

  private static UUID hash(byte[] bytes, int from, int to) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes, from, to - from);
      ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every platform has it", e);
    }
  }

  /** Cuts chunks into lines. */
  private static final class Lines {

    private final int maxLines;
    private final int maxLineBytes;
    private final List<byte[]> lines = new ArrayList<>();
    private int tooLong;

    /** Where the line begins that is not whole yet. */
    private long to;

    /** How long it is until now, and what it is made of unless that is too long. */
    private long lineLength;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private Lines(long from, int maxLines, int maxLineBytes) {
      this.to = from;
      this.maxLines = maxLines;
      this.maxLineBytes = maxLineBytes;
    }

    private boolean isFull() {
      return lines.size() + tooLong >= maxLines;
    }

    private void feed(byte[] bytes, int length) {
      int begin = 0;
      for (int i = 0; i < length && !isFull(); i++) {
        if (bytes[i] == '\n') {
          add(bytes, begin, i);
          end();
          to++;
          begin = i + 1;
        }
      }
      if (!isFull()) {
        add(bytes, begin, length);
      }
    }

    private void add(byte[] bytes, int from, int to) {
      lineLength += to - from;
      if (lineLength <= maxLineBytes) {
        line.write(bytes, from, to - from);
      }
    }

    private void end() {
      if (lineLength <= maxLineBytes) {
        lines.add(line.toByteArray());
      } else {
        tooLong++;
      }
      to += lineLength;
      lineLength = 0;
      line.reset();
    }

    /** The last line is whole, though nothing says so. */
    private void endOfFile() {
      if (lineLength > 0) {
        end();
      }
    }

    private Batch batch() {
      return new Batch(lines, to, tooLong);
    }
  }
}
