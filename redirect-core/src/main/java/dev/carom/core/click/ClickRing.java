package dev.carom.core.click;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * One event loop's clicks on their way to the disk: a ring in a mapped file, which outlives its
 * process. One thread writes ({@link ClickWriter}), and another one reads ({@link ClickJournal}).
 *
 * <pre>
 *      0  magic, capacity
 *     64  produced: up to where entries are whole      set by the writer
 *    128  consumed: up to where they are on the disk   set by the reader
 *    192  dropped: clicks that found no room           set by the writer
 *   4096  entries, little-endian, each at a multiple of 8:
 *           0 length (0: nothing more until the ring's end)   4 flags
 *           8 time   16 link   24 visitor
 *          32 texts: kind (1), length (2), bytes
 * </pre>
 *
 * <p>Positions are those of a stream of bytes that never starts again; the ring holds what lies
 * between the two. An entry is written before {@code produced} is, so whatever a killed process
 * leaves behind is whole. The file is filled by {@code write} before it is mapped: storage that is
 * full is an error at the start, and not the end of the process later.
 */
final class ClickRing implements AutoCloseable {

  static final int FLAGS_AT = 4;
  static final int TIME_AT = 8;
  static final int LINK_AT = 16;
  static final int VISITOR_AT = 24;
  static final int TEXTS_AT = 32;
  static final int TEXT_HEADER_BYTES = 3;

  /** The longest entry. */
  static final int MAX_ENTRY_BYTES =
      TEXTS_AT + ClickText.count() * TEXT_HEADER_BYTES + ClickText.maxBytesOfAll() + Long.BYTES;

  static final int MIN_CAPACITY = 4096;

  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** "CaromRg1", as it stands in the file. */
  private static final long MAGIC = 0x3167526d6f726143L;

  private static final int CAPACITY_AT = 8;
  private static final int PRODUCED_AT = 64;
  private static final int CONSUMED_AT = 128;
  private static final int DROPPED_AT = 192;
  private static final int ENTRIES_AT = 4096;
  private static final VarHandle POSITION = LONG.varHandle();

  private final Arena arena;
  private final MemorySegment memory;
  private final long capacity;

  private ClickRing(Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.memory = memory;
    this.capacity = memory.byteSize() - ENTRIES_AT;
  }

  /**
   * Makes a ring in a new file that its owner alone can read.
   *
   * @param capacity in bytes, a power of two from {@link #MIN_CAPACITY} on
   * @throws IOException also if the storage has not that much room
   */
  static ClickRing create(Path file, int capacity) throws IOException {
    if (capacity < MIN_CAPACITY || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "capacity must be a power of two from %d on: capacity=%d"
              .formatted(MIN_CAPACITY, capacity));
    }
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      fill(channel, ENTRIES_AT + (long) capacity);
      ByteBuffer header = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      var _ = channel.write(header.putLong(MAGIC).putLong(capacity).flip(), 0);
      return map(channel);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void fill(FileChannel channel, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(64 * 1024);
    for (long at = 0; at < length; ) {
      at += channel.write(zeros.clear().limit((int) Math.min(zeros.capacity(), length - at)), at);
    }
  }

  /** Whether there is a ring in a file; one that was not finished has never had a click. */
  static boolean isFinished(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      var _ = channel.read(header, 0);
      return header.getLong(0) == MAGIC
          && header.getLong(CAPACITY_AT) == channel.size() - ENTRIES_AT;
    }
  }

  /** Opens the ring that a process has left behind, finished. */
  static ClickRing open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return map(channel);
    }
  }

  private static ClickRing map(FileChannel channel) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new ClickRing(arena, channel.map(MapMode.READ_WRITE, 0, channel.size(), arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** How much room an entry takes. */
  static int aligned(int length) {
    return length + Long.BYTES - 1 & -Long.BYTES;
  }

  MemorySegment memory() {
    return memory;
  }

  long capacity() {
    return capacity;
  }

  /** Where in {@link #memory} a position is. */
  long at(long position) {
    return ENTRIES_AT + (position & capacity - 1);
  }

  /** How many bytes are between a position and the ring's end, where it begins again. */
  long toEnd(long position) {
    return capacity - (position & capacity - 1);
  }

  long produced() {
    return (long) POSITION.getAcquire(memory, (long) PRODUCED_AT);
  }

  /** What lies before a position is whole. By the writer alone. */
  void produce(long to) {
    POSITION.setRelease(memory, (long) PRODUCED_AT, to);
  }

  long consumed() {
    return (long) POSITION.getAcquire(memory, (long) CONSUMED_AT);
  }

  /** What lies before a position is safe on the disk, and its room is free. By the reader alone. */
  void consume(long to) {
    POSITION.setRelease(memory, (long) CONSUMED_AT, to);
  }

  long dropped() {
    return (long) POSITION.getOpaque(memory, (long) DROPPED_AT);
  }

  /** How many clicks have found no room. By the writer alone. */
  void dropped(long clicks) {
    POSITION.setOpaque(memory, (long) DROPPED_AT, clicks);
  }

  /** Lets go of the memory; the file stays. No thread may use the ring any more. */
  @Override
  public void close() {
    arena.close();
  }
}
