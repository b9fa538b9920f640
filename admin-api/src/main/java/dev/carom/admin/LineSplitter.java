package dev.carom.admin;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into lines. Of a line that is too long it keeps nothing but the number.
 * For one thread.
 */
final class LineSplitter {

  private static final byte[] NOTHING = {};

  /** One line, without its newline. */
  static final class Line {

    private final long number;
    private final byte[] bytes;
    private final boolean tooLong;

    private Line(long number, byte[] bytes, boolean tooLong) {
      this.number = number;
      this.bytes = bytes;
      this.tooLong = tooLong;
    }

    /** Its number, from 1; blank lines count too. */
    long number() {
      return number;
    }

    /** What it holds, for the reader to keep; nothing where it is too long. */
    byte[] bytes() {
      return bytes;
    }

    boolean tooLong() {
      return tooLong;
    }

    boolean isBlank() {
      if (tooLong) {
        return false;
      }
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  private final int maxLineBytes;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean tooLong;
  private long lines;

  private byte[] chunk = NOTHING;
  private int position;

  LineSplitter(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  /** Takes the next bytes; those before must have been read to their end. */
  void feed(byte[] next) {
    chunk = next;
    position = 0;
  }

  /** Returns the next line that is there as a whole, or null if more bytes are needed. */
  @Nullable Line next() {
    for (int i = position; i < chunk.length; i++) {
      if (chunk[i] == '\n') {
        keep(i);
        position = i + 1;
        return end();
      }
    }
    keep(chunk.length);
    position = chunk.length;
    return null;
  }

  /** Returns the last line if it lacks its newline, or null if nothing follows the last newline. */
  @Nullable Line last() {
    return begun.size() > 0 || tooLong ? end() : null;
  }

  /** The number of the line that comes next, or is in the middle of coming. */
  long nextNumber() {
    return lines + 1;
  }

  private void keep(int end) {
    if (tooLong || begun.size() + (end - position) > maxLineBytes) {
      tooLong = true;
      begun.reset();
    } else {
      begun.write(chunk, position, end - position);
    }
  }

  private Line end() {
    Line line = new Line(++lines, begun.toByteArray(), tooLong);
    begun.reset();
    tooLong = false;
    return line;
  }
}
