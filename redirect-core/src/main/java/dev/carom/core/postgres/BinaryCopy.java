package dev.carom.core.postgres;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Rows of a {@code COPY} in its binary format, sent in pieces: neither side has to print and parse
 * numbers and times. Each row is begun, then its fields are given in order. Not thread-safe.
 */
final class BinaryCopy {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };

  private static final int PIECE = 64 * 1024;

  /** More than a row takes, with texts as long as a click's may be. */
  private static final int LONGEST_ROW = 8 * 1024;

  private static final int NULL = -1;
  private static final short END = -1;

  private static final long MILLIS_TO_2000 = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  private final CopyIn copy;
  private final ByteBuffer bytes = ByteBuffer.allocate(PIECE + LONGEST_ROW);

  BinaryCopy(CopyIn copy) {
    this.copy = copy;
    bytes.put(SIGNATURE).putInt(0).putInt(0);
  }

  /** Begins a row of so many fields. */
  void row(int fields) throws SQLException {
    if (bytes.position() >= PIECE) {
      send();
    }
    bytes.putShort((short) fields);
  }

  void number(long value) {
    bytes.putInt(Long.BYTES).putLong(value);
  }

  void numberOrNull(long value, long standsForNull) {
    if (value == standsForNull) {
      bytes.putInt(NULL);
    } else {
      number(value);
    }
  }

  void small(int value) {
    bytes.putInt(Short.BYTES).putShort((short) value);
  }

  void integer(int value) {
    bytes.putInt(Integer.BYTES).putInt(value);
  }

  void flag(boolean value) {
    bytes.putInt(1).put((byte) (value ? 1 : 0));
  }

  /**
   * @param millis since the epoch
   */
  void time(long millis) {
    number(TimeUnit.MILLISECONDS.toMicros(millis - MILLIS_TO_2000));
  }

  /**
   * Adds a text, in which a NUL becomes a space: no text of PostgreSQL can hold it.
   *
   * @throws BufferOverflowException if it is some kilobytes long
   */
  void text(@Nullable String value) {
    if (value == null) {
      bytes.putInt(NULL);
      return;
    }
    byte[] text = value.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
    bytes.putInt(text.length).put(text);
  }

  private void send() throws SQLException {
    copy.writeToCopy(bytes.array(), 0, bytes.position());
    bytes.clear();
  }

  void end() throws SQLException {
    bytes.putShort(END);
    send();
    copy.endCopy();
  }
}
