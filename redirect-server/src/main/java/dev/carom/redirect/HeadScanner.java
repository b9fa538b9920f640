package dev.carom.redirect;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a request's header ends, and refuses lines that two readers might take differently
 * (RFC 9112, sections 2.2, 3 and 5): a bare CR or LF, a control byte, white space that is not where
 * the grammar has it, a field that goes on in the next line. What passes is left to the codec to
 * understand.
 *
 * <p>Looks at whole lines, so that what it says does not depend on how the bytes arrived. It is one
 * connection's, and reads one request after the other; bodies never come before it.
 */
final class HeadScanner {

  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', 0, '.', 0};

  private final int maxRequestLine;
  private final int maxHeaderBytes;

  /**
   * Relative to the request's first byte: where the line begins, and up to where there is no LF.
   */
  private int lineStart;

  private int scanned;

  /** How many bytes the blank line before the request and its first line have; 0 until it ended. */
  private int headerStart;

  private boolean blankLineSkipped;
  private boolean complete;

  HeadScanner(int maxRequestLine, int maxHeaderBytes) {
    this.maxRequestLine = maxRequestLine;
    this.maxHeaderBytes = maxHeaderBytes;
  }

  /** Whether nothing of the next request has come yet. */
  boolean isAtStart() {
    return scanned == 0;
  }

  /** Whether the header has ended; then {@link #take} must follow. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Goes on where it stopped.
   *
   * @param bytes the request's, from its first on
   * @return why it is refused, or null
   */
  Answer.@Nullable Plain scan(ByteBuf bytes) {
    if (isAtStart() && !mayBegin(bytes.getByte(bytes.readerIndex()))) {
      return Answer.Plain.BAD_REQUEST;
    }
    while (!complete) {
      int base = bytes.readerIndex();
      int lineFeed = bytes.indexOf(base + scanned, bytes.writerIndex(), Bytes.LF) - base;
      boolean ended = lineFeed >= 0;
      scanned = ended ? lineFeed + 1 : bytes.readableBytes();
      Answer.Plain refusal = tooLong();
      if (refusal == null && ended) {
        refusal = line(bytes, base + lineStart, base + lineFeed);
        lineStart = scanned;
      }
      if (refusal != null || !ended) {
        return refusal;
      }
    }
    return null;
  }

  /** Takes the request's header from the bytes, without a blank line before it. */
  ByteBuf take(ByteBuf bytes) {
    int length = scanned;
    if (blankLineSkipped) {
      bytes.skipBytes(2);
      length -= 2;
    }
    lineStart = 0;
    scanned = 0;
    headerStart = 0;
    blankLineSkipped = false;
    complete = false;
    return bytes.readRetainedSlice(length);
  }

  private static boolean mayBegin(byte first) {
    return Bytes.isToken(first) || first == Bytes.CR;
  }

  private Answer.@Nullable Plain tooLong() {
    if (headerStart == 0) {
      return scanned - lineStart > maxRequestLine + 2 ? Answer.Plain.URI_TOO_LONG : null;
    }
    return scanned - headerStart > maxHeaderBytes ? Answer.Plain.HEADER_TOO_LONG : null;
  }

  private Answer.@Nullable Plain line(ByteBuf bytes, int from, int lineFeed) {
    int to = lineFeed - 1;
    boolean wellFormed;
    if (to < from || bytes.getByte(to) != Bytes.CR) {
      wellFormed = false;
    } else if (headerStart > 0) {
      complete = to == from;
      wellFormed = complete || isField(bytes, from, to);
    } else if (to == from) {
      wellFormed = !blankLineSkipped;
      blankLineSkipped = true;
    } else {
      headerStart = scanned;
      wellFormed = isRequestLine(bytes, from, to);
    }
    return wellFormed ? null : Answer.Plain.BAD_REQUEST;
  }

  private static boolean isRequestLine(ByteBuf bytes, int from, int to) {
    int method = from;
    while (method < to && Bytes.isToken(bytes.getByte(method))) {
      method++;
    }
    int target = method + 1;
    while (target < to && Bytes.isVisible(bytes.getByte(target))) {
      target++;
    }
    return method > from
        && target > method + 1
        && bytes.getByte(method) == Bytes.SP
        && bytes.getByte(target) == Bytes.SP
        && isVersion(bytes, target + 1, to);
  }

  private static boolean isVersion(ByteBuf bytes, int from, int to) {
    boolean version = to - from == VERSION.length;
    for (int i = 0; version && i < VERSION.length; i++) {
      byte b = bytes.getByte(from + i);
      version = VERSION[i] == 0 ? Bytes.isDigit(b) : b == VERSION[i];
    }
    return version;
  }

  private static boolean isField(ByteBuf bytes, int from, int to) {
    int colon = from;
    while (colon < to && Bytes.isToken(bytes.getByte(colon))) {
      colon++;
    }
    boolean field = colon > from && colon < to && bytes.getByte(colon) == ':';
    for (int i = colon + 1; field && i < to; i++) {
      field = Bytes.isFieldValue(bytes.getByte(i));
    }
    return field;
  }
}
