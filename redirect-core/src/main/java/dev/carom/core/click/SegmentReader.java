package dev.carom.core.click;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal's segments in order. What is damaged is passed over and counted: a frame whose
 * checksum is wrong, a click whose text stood in it, from an entry of a kind that is not known the
 * rest of its frame, or from a frame that cannot be one the rest of its segment. Used by one
 * thread.
 */
final class SegmentReader implements AutoCloseable {

  /**
   * What was read.
   *
   * @param from where it begins in the journal
   * @param to where it ends
   * @param damaged how many frames, clicks or rests of segments were passed over
   */
  record Batch(List<Click> clicks, long from, long to, int damaged) {}

  /** Hears of every frame that is whole. */
  interface Frames {
    void frame(int ring, long upTo);
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Path folder;
  private final CRC32C crc = new CRC32C();
  private final Map<Integer, String> texts = new HashMap<>();
  private int segment;
  private int offset;
  private int damaged;
  private @Nullable FileChannel file;

  /** Of no size while nothing is read. */
  private ByteBuffer frame = NOTHING;

  SegmentReader(Path folder) {
    this.folder = folder;
  }

  /** Goes to a position of a frame, or to the next segment after it if that is not there. */
  void seek(long position) throws IOException {
    closeSegment();
    segment = Segments.segment(position);
    offset = 0;
    texts.clear();
    if (openSegment() != null) {
      long end = Math.min(Segments.offset(position), size());
      while (offset < end) {
        if (readFrame(end, (_, _) -> {})) {
          parse(null);
        }
      }
    }
    offset = Segments.offset(position);
    damaged = 0;
  }

  /**
   * Reads on.
   *
   * @param limit up to where
   * @param maxClicks after which no further frame is read
   */
  Batch read(long limit, int maxClicks) throws IOException {
    long from = Segments.position(segment, offset);
    List<Click> clicks = new ArrayList<>();
    read(limit, maxClicks, clicks, (_, _) -> {});
    Batch batch = new Batch(clicks, from, Segments.position(segment, offset), damaged);
    damaged = 0;
    return batch;
  }

  /** Reads frames up to a position, and nothing of their clicks. */
  void scan(long limit, Frames frames) throws IOException {
    read(limit, Integer.MAX_VALUE, null, frames);
  }

  private void read(long limit, int maxClicks, @Nullable List<Click> clicks, Frames frames)
      throws IOException {
    while ((clicks == null || clicks.size() < maxClicks)
        && Segments.position(segment, offset) < limit) {
      boolean last = segment == Segments.segment(limit);
      FileChannel open = openSegment();
      long end = open == null ? 0 : last ? Math.min(Segments.offset(limit), size()) : size();
      if (offset >= end) {
        if (last || !nextSegment()) {
          return;
        }
      } else if (readFrame(end, frames)) {
        parse(clicks);
      }
    }
  }

  private @Nullable FileChannel openSegment() throws IOException {
    if (file == null && Files.exists(Segments.file(folder, segment))) {
      file = FileChannel.open(Segments.file(folder, segment), StandardOpenOption.READ);
      if (frame.capacity() == 0) {
        frame = ByteBuffer.allocate(Segments.MAX_FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    return file;
  }

  private long size() throws IOException {
    return file == null ? 0 : file.size();
  }

  private boolean nextSegment() throws IOException {
    for (int number : Segments.numbers(folder)) {
      if (number > segment) {
        closeSegment();
        segment = number;
        offset = 0;
        texts.clear();
        return true;
      }
    }
    return false;
  }

  /** Reads the next frame, and passes it; false if it is damaged. */
  private boolean readFrame(long end, Frames frames) throws IOException {
    long remaining = end - offset;
    frame.clear().limit((int) Math.min(remaining, Segments.FRAME_HEADER_BYTES));
    fill();
    int length = frame.limit() < Segments.FRAME_HEADER_BYTES ? 0 : frame.getInt(0);
    if (length < Segments.FRAME_HEADER_BYTES
        || length > remaining
        || length > Segments.MAX_FRAME_BYTES) {
      damaged++;
      offset = (int) end;
      return false;
    }
    frame.limit(length);
    fill();
    offset += length;
    crc.reset();
    crc.update(frame.array(), Segments.CHECKED_FROM, length - Segments.CHECKED_FROM);
    if ((int) crc.getValue() != frame.getInt(Segments.CRC_AT)) {
      damaged++;
      return false;
    }
    frames.frame(frame.getInt(Segments.RING_AT), frame.getLong(Segments.UP_TO_AT));
    return true;
  }

  /** Fills the buffer up to its limit with what is in the segment from the offset on. */
  private void fill() throws IOException {
    FileChannel open = Objects.requireNonNull(file);
    while (frame.hasRemaining()) {
      if (open.read(frame, (long) offset + frame.position()) < 0) {
        throw new IOException(Segments.file(folder, segment) + " has become shorter");
      }
    }
  }

  /** Parses the frame that was read. Its checksum was right, so it is as it was written. */
  private void parse(@Nullable List<Click> clicks) {
    frame.position(Segments.FRAME_HEADER_BYTES);
    while (frame.hasRemaining()) {
      byte kind = frame.get();
      switch (kind) {
        case Segments.TEXT -> text();
        case Segments.CLICK, Segments.CLICK_OF_FIVE -> click(kind, clicks);
        default -> {
          damaged++;
          return;
        }
      }
    }
  }

  private void text() {
    int id = frame.getInt();
    byte[] text = new byte[frame.getShort()];
    frame.get(text);
    texts.put(id, new String(text, StandardCharsets.ISO_8859_1));
  }

  private void click(byte kind, @Nullable List<Click> clicks) {
    Click click = click(kind);
    if (click == null) {
      damaged++;
    } else if (clicks != null) {
      clicks.add(click);
    }
  }

  /** Returns the next click, or null if a text of it stood in a frame that is damaged. */
  private @Nullable Click click(byte kind) {
    int flags = frame.getInt();
    long time = frame.getLong();
    long link = frame.getLong();
    long visitor = frame.getLong();
    int count = kind == Segments.CLICK ? frame.get() : 5;
    @Nullable String[] of = new @Nullable String[ClickText.count()];
    boolean whole = true;
    for (int i = 0; i < count; i++) {
      int id = frame.getInt();
      // A later version may know more texts.
      if (i < of.length) {
        of[i] = texts.get(id);
        whole &= id == TextIds.UNKNOWN || of[i] != null;
      }
    }
    return whole ? new Click(time, link, visitor, flags, Arrays.asList(of)) : null;
  }

  /** Lets go of everything; what is read next has to be sought. */
  @Override
  public void close() throws IOException {
    closeSegment();
    frame = NOTHING;
    texts.clear();
  }

  private void closeSegment() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
