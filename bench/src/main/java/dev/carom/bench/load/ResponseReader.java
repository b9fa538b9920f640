package dev.carom.bench.load;

import static dev.carom.bench.load.ResponseHead.unreadable;

import java.util.Arrays;

/**
 * Finds the responses in what a connection receives, however it is cut. Lines must end with CR LF
 * and fields must have names; a response that ends only with its connection is refused, since it
 * cannot be told from one that was cut off. Bodies are passed over.
 *
 * <p>It is made for little work per response, because a driver shares its machine with the server:
 * lines are looked at where they lie, and only a line that two reads share is copied. Not
 * thread-safe.
 */
final class ResponseReader {

  /** Who is told of the responses. */
  interface Responses {

    /**
     * Takes a response that is complete.
     *
     * @param last whether the server says that it ends the connection
     * @return whether to read on
     */
    boolean answered(int status, boolean last) throws UnreadableResponseException;
  }

  private enum Part {
    STATUS_LINE,
    FIELDS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_CHUNK_DIGITS = 7;

  private final Responses responses;
  private final ResponseHead head = new ResponseHead();
  private Part part = Part.STATUS_LINE;
  private byte[] started = new byte[256];
  private int startedLength;
  private long left;

  ResponseReader(Responses responses) {
    this.responses = responses;
  }

  /**
   * Reads what came next.
   *
   * @throws UnreadableResponseException if it is no response; nothing more can be read then
   */
  void read(byte[] bytes, int end) throws UnreadableResponseException {
    int from = 0;
    boolean more = true;
    while (from < end && more) {
      if (part == Part.BODY || part == Part.CHUNK) {
        int passed = (int) Math.min(left, end - from);
        from += passed;
        left -= passed;
        more = left > 0 || afterData();
      } else {
        int lineFeed = from;
        while (lineFeed < end && bytes[lineFeed] != '\n') {
          lineFeed++;
        }
        if (lineFeed == end) {
          keep(bytes, from, end);
          return;
        }
        more = startedLength > 0 ? keptLine(bytes, from, lineFeed) : line(bytes, from, lineFeed);
        from = lineFeed + 1;
      }
    }
  }

  private void keep(byte[] bytes, int from, int end) throws UnreadableResponseException {
    int length = startedLength + end - from;
    if (length > MAX_LINE) {
      throw new UnreadableResponseException("a line is longer than " + MAX_LINE + " bytes");
    }
    if (length > started.length) {
      started = Arrays.copyOf(started, Math.max(length, 2 * started.length));
    }
    System.arraycopy(bytes, from, started, startedLength, end - from);
    startedLength = length;
  }

  private boolean keptLine(byte[] bytes, int from, int lineFeed)
      throws UnreadableResponseException {
    keep(bytes, from, lineFeed);
    int length = startedLength;
    startedLength = 0;
    return line(started, 0, length);
  }

  /** Takes a line that ends before its line feed, and says whether to read on. */
  private boolean line(byte[] bytes, int from, int lineFeed) throws UnreadableResponseException {
    int end = lineFeed - 1;
    if (end < from || bytes[end] != '\r') {
      throw unreadable("a line does not end with CR LF", bytes, from, lineFeed);
    }
    boolean empty = end == from;
    switch (part) {
      case STATUS_LINE -> {
        head.statusLine(bytes, from, end);
        part = Part.FIELDS;
      }
      case FIELDS -> {
        if (empty) {
          return afterHead();
        }
        head.field(bytes, from, end);
      }
      case CHUNK_SIZE -> chunkSize(bytes, from, end);
      case CHUNK_END -> {
        if (!empty) {
          throw unreadable("a chunk is longer than it says", bytes, from, end);
        }
        part = Part.CHUNK_SIZE;
      }
      case TRAILER -> {
        if (empty) {
          return complete();
        }
        var _ = ResponseHead.colon(bytes, from, end);
      }
      case BODY, CHUNK -> throw new IllegalStateException("a body has no lines");
    }
    return true;
  }

  private boolean afterHead() throws UnreadableResponseException {
    head.end();
    if (head.chunked()) {
      part = Part.CHUNK_SIZE;
      return true;
    }
    part = Part.BODY;
    left = head.length();
    return left > 0 || complete();
  }

  private void chunkSize(byte[] bytes, int from, int end) throws UnreadableResponseException {
    int digits = from;
    left = 0;
    while (digits < end && Character.digit(bytes[digits], 16) >= 0) {
      left = left << 4 | Character.digit(bytes[digits++], 16);
    }
    boolean extended = digits < end && bytes[digits] == ';';
    if (digits == from || digits - from > MAX_CHUNK_DIGITS || (digits < end && !extended)) {
      throw unreadable("no size of a chunk", bytes, from, end);
    }
    part = left == 0 ? Part.TRAILER : Part.CHUNK;
  }

  private boolean afterData() throws UnreadableResponseException {
    if (part == Part.BODY) {
      return complete();
    }
    part = Part.CHUNK_END;
    return true;
  }

  private boolean complete() throws UnreadableResponseException {
    part = Part.STATUS_LINE;
    return responses.answered(head.status(), head.last());
  }
}
