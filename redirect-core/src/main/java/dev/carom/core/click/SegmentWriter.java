package dev.carom.core.click;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a journal's segments, and begins another when one is long enough. After an exception
 * whatever was appended since the last {@link #sync} is taken back, before anything is appended to
 * another segment. Used by one thread.
 */
final class SegmentWriter implements AutoCloseable {

  /** Room for whatever one click adds to a frame. */
  private static final int MOST_FOR_A_CLICK =
      Segments.MAX_CLICK_BYTES
          + ClickText.count() * Segments.TEXT_HEADER_BYTES
          + ClickText.maxBytesOfAll();

  private final Path folder;
  private final int segmentBytes;
  private final TextIds texts = new TextIds();
  private final ByteBuffer frame =
      ByteBuffer.allocateDirect(Segments.MAX_FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C crc = new CRC32C();
  private final byte[] text = new byte[512];
  private final int[] ids = new int[ClickText.count()];
  private int segment;
  private int offset;
  private int syncedOffset;
  private int clicks;
  private boolean failed;
  private @Nullable FileChannel file;

  /**
   * @param segment the number of the last segment that is there, or 0
   * @param segmentBytes how long a segment may get, roughly
   */
  SegmentWriter(Path folder, int segment, int segmentBytes) {
    this.folder = folder;
    this.segment = segment;
    this.segmentBytes = segmentBytes;
  }

  /** Up to where everything is on the disk. */
  long synced() {
    return Segments.position(segment, syncedOffset);
  }

  /**
   * Appends what lies between two positions of a ring.
   *
   * @param number the ring's
   * @return how many clicks that were
   */
  int append(ClickRing ring, int number, long from, long to) throws IOException {
    try {
      return appendFrames(ring, number, from, to);
    } catch (IOException | RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  private int appendFrames(ClickRing ring, int number, long from, long to) throws IOException {
    int appended = 0;
    long position = from;
    while (position < to) {
      FileChannel channel = open();
      begin();
      while (position < to && hasRoomForAClick()) {
        int length = ring.memory().get(ClickRing.INT, ring.at(position));
        if (length == 0) {
          position += ring.toEnd(position);
        } else {
          add(ring.memory(), ring.at(position), length);
          position += ClickRing.aligned(length);
        }
      }
      end(channel, number, position);
      appended += clicks;
    }
    return appended;
  }

  private boolean hasRoomForAClick() {
    return frame.remaining() >= MOST_FOR_A_CLICK;
  }

  private FileChannel open() throws IOException {
    takeBack();
    // Not among what is synced together: if that failed, a part of it would already be kept.
    if (file != null && offset == syncedOffset && offset >= segmentBytes) {
      close();
    }
    if (file == null) {
      segment++;
      offset = 0;
      syncedOffset = 0;
      texts.clear();
      file =
          FileChannel.open(
              Segments.file(folder, segment),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE);
      Segments.syncFolder(folder);
    }
    return file;
  }

  /** What was not synced is still in the rings, and must not be found twice. */
  private void takeBack() throws IOException {
    if (failed && file != null) {
      file.truncate(syncedOffset).force(true);
      file.close();
      file = null;
    }
    failed = false;
  }

  private void begin() {
    frame.clear().position(Segments.FRAME_HEADER_BYTES);
    clicks = 0;
  }

  private void add(MemorySegment memory, long entry, int entryLength) {
    Arrays.fill(ids, TextIds.UNKNOWN);
    long at = entry + ClickRing.TEXTS_AT;
    while (at < entry + entryLength) {
      int kind = memory.get(ValueLayout.JAVA_BYTE, at);
      int length = memory.get(ClickWriter.LENGTH, at + 1);
      at += ClickRing.TEXT_HEADER_BYTES;
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, text, 0, length);
      at += length;
      ids[kind] = id(length);
    }
    frame
        .put(Segments.CLICK)
        .putInt(memory.get(ClickRing.INT, entry + ClickRing.FLAGS_AT))
        .putLong(memory.get(ClickRing.LONG, entry + ClickRing.TIME_AT))
        .putLong(memory.get(ClickRing.LONG, entry + ClickRing.LINK_AT))
        .putLong(memory.get(ClickRing.LONG, entry + ClickRing.VISITOR_AT));
    int count = textsOfAClick();
    frame.put((byte) count);
    for (int i = 0; i < count; i++) {
      frame.putInt(ids[i]);
    }
    clicks++;
  }

  private int textsOfAClick() {
    int count = ids.length;
    while (count > 0 && ids[count - 1] == TextIds.UNKNOWN) {
      count--;
    }
    return count;
  }

  private int id(int length) {
    int known = texts.find(text, length);
    if (known != TextIds.UNKNOWN) {
      return known;
    }
    if (texts.isFull()) {
      texts.clear();
    }
    int id = texts.add(text, length);
    frame.put(Segments.TEXT).putInt(id).putShort((short) length).put(text, 0, length);
    return id;
  }

  private void end(FileChannel channel, int ring, long upTo) throws IOException {
    int length = frame.position();
    frame
        .putInt(0, length)
        .putInt(Segments.RING_AT, ring)
        .putInt(Segments.CLICKS_AT, clicks)
        .putLong(Segments.UP_TO_AT, upTo);
    crc.reset();
    crc.update(frame.duplicate().position(Segments.CHECKED_FROM).limit(length));
    frame.putInt(Segments.CRC_AT, (int) crc.getValue()).flip();
    while (frame.hasRemaining()) {
      var _ = channel.write(frame);
    }
    offset += length;
  }

  /** Returns when everything that was appended is on the disk. */
  void sync() throws IOException {
    if (file != null && offset > syncedOffset) {
      try {
        file.force(false);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
      syncedOffset = offset;
    }
  }

  /** Syncs, and ends the segment. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      sync();
      file.close();
      file = null;
    }
  }
}
