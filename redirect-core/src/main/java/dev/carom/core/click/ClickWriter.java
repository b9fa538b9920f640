package dev.carom.core.click;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Notes one thread's clicks: {@link #begin}, the texts, {@link #end}. On the hot path: stores to
 * memory, and nothing else; nothing is allocated, and nobody is waited for. Once {@code end} has
 * returned, the click outlives the process.
 */
public final class ClickWriter {

  static final ValueLayout.OfShort LENGTH =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ClickRing ring;
  private final MemorySegment memory;
  private long written;
  private long consumedAtLeast;
  private long dropped;

  /** Of the click that was begun. */
  private long start;

  private long at;

  ClickWriter(ClickRing ring) {
    this.ring = ring;
    this.memory = ring.memory();
    this.written = ring.produced();
    this.consumedAtLeast = ring.consumed();
    this.dropped = ring.dropped();
  }

  /**
   * Begins a click.
   *
   * @param timeMillis in milliseconds since the epoch
   * @param linkId {@link Click#NO_LINK} if there is none
   * @param visitor {@link Click#NOBODY} if none is to be recognised
   * @param flags those of {@link Click}
   * @return false if there is no room: the click is dropped and counted as such, and must not be
   *     gone on with
   */
  public boolean begin(long timeMillis, long linkId, long visitor, int flags) {
    long toEnd = ring.toEnd(written);
    long skipped = toEnd < ClickRing.MAX_ENTRY_BYTES ? toEnd : 0;
    if (!hasRoom(skipped + ClickRing.MAX_ENTRY_BYTES)) {
      ring.dropped(++dropped);
      return false;
    }
    if (skipped > 0) {
      memory.set(ClickRing.INT, ring.at(written), 0);
      written += skipped;
    }
    start = ring.at(written);
    memory.set(ClickRing.INT, start + ClickRing.FLAGS_AT, flags);
    memory.set(ClickRing.LONG, start + ClickRing.TIME_AT, timeMillis);
    memory.set(ClickRing.LONG, start + ClickRing.LINK_AT, linkId);
    memory.set(ClickRing.LONG, start + ClickRing.VISITOR_AT, visitor);
    at = start + ClickRing.TEXTS_AT;
    return true;
  }

  private boolean hasRoom(long bytes) {
    if (written + bytes - consumedAtLeast <= ring.capacity()) {
      return true;
    }
    consumedAtLeast = ring.consumed();
    return written + bytes - consumedAtLeast <= ring.capacity();
  }

  /** Adds a text to the click; each once at most. */
  @SuppressWarnings("EnumOrdinal") // It stands in the ring.
  public void text(ClickText kind, byte[] bytes, int from, int to) {
    int length = Math.min(to - from, kind.maxBytes());
    memory.set(ValueLayout.JAVA_BYTE, at, (byte) kind.ordinal());
    memory.set(LENGTH, at + 1, (short) length);
    at += ClickRing.TEXT_HEADER_BYTES;
    MemorySegment.copy(bytes, from, memory, ValueLayout.JAVA_BYTE, at, length);
    at += length;
  }

  /** The click is whole, and counts from now on. */
  public void end() {
    int length = (int) (at - start);
    memory.set(ClickRing.INT, start, length);
    written += ClickRing.aligned(length);
    ring.produce(written);
  }
}
