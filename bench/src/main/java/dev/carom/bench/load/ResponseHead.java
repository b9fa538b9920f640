package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * What the head of a response says that matters to who counts it: its status, where its body ends
 * and whether its connection goes on. Takes lines without their ends. Not thread-safe.
 */
final class ResponseHead {

  static final long UNKNOWN = -1;

  private static final int MAX_LENGTH_DIGITS = 9;
  private static final byte[] VERSION = "HTTP/1.1 ".getBytes(US_ASCII);
  private static final byte[] CONTENT_LENGTH = "content-length".getBytes(US_ASCII);
  private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(US_ASCII);
  private static final byte[] CONNECTION = "connection".getBytes(US_ASCII);

  private int status;
  private long length;
  private boolean chunked;
  private boolean last;

  int status() {
    return status;
  }

  /** The body's length in bytes, or {@link #UNKNOWN} if the body is {@linkplain #chunked}. */
  long length() {
    return length;
  }

  boolean chunked() {
    return chunked;
  }

  /** Whether the server says that it ends the connection. */
  boolean last() {
    return last;
  }

  /** Takes the first line, and forgets the response before. */
  void statusLine(byte[] bytes, int from, int end) throws UnreadableResponseException {
    int code = from + VERSION.length;
    if (end < code + 4
        || !Arrays.equals(bytes, from, code, VERSION, 0, VERSION.length)
        || bytes[code + 3] != ' ') {
      throw unreadable("no status line", bytes, from, end);
    }
    status = number(bytes, code, code + 3);
    if (status < 200 || status > 599) {
      throw unreadable("no status of an answer", bytes, from, end);
    }
    length = UNKNOWN;
    chunked = false;
    last = false;
  }

  /** Takes a field. */
  void field(byte[] bytes, int from, int end) throws UnreadableResponseException {
    int colon = colon(bytes, from, end);
    if (isName(CONNECTION, bytes, from, colon)) {
      last |= value(bytes, colon, end).equalsIgnoreCase("close");
    } else if (isName(CONTENT_LENGTH, bytes, from, colon)) {
      if (length != UNKNOWN) {
        throw unreadable("a second Content-Length", bytes, from, end);
      }
      int first = afterSpace(bytes, colon + 1, end);
      length = number(bytes, first, beforeSpace(bytes, first, end));
    } else if (isName(TRANSFER_ENCODING, bytes, from, colon)) {
      if (chunked || !value(bytes, colon, end).equalsIgnoreCase("chunked")) {
        throw unreadable("unknown transfer coding", bytes, from, end);
      }
      chunked = true;
    }
  }

  /** Takes the empty line. */
  void end() throws UnreadableResponseException {
    if (chunked && length != UNKNOWN) {
      throw new UnreadableResponseException("both Content-Length and Transfer-Encoding");
    }
    if (status == 204 || status == 304) {
      chunked = false;
      length = 0;
    } else if (!chunked && length == UNKNOWN) {
      throw new UnreadableResponseException("a response of unknown length");
    }
  }

  /** Returns where the colon of a field is. */
  static int colon(byte[] bytes, int from, int end) throws UnreadableResponseException {
    int colon = from;
    while (colon < end && bytes[colon] > ' ' && bytes[colon] != ':') {
      colon++;
    }
    if (colon == from || colon == end || bytes[colon] != ':') {
      throw unreadable("no field", bytes, from, end);
    }
    return colon;
  }

  private static boolean isName(byte[] lowerCase, byte[] bytes, int from, int colon) {
    if (colon - from != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if ((bytes[from + i] | 0x20) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  private static String value(byte[] bytes, int colon, int end) {
    int first = afterSpace(bytes, colon + 1, end);
    return new String(bytes, first, beforeSpace(bytes, first, end) - first, US_ASCII);
  }

  private static int afterSpace(byte[] bytes, int from, int end) {
    int first = from;
    while (first < end && (bytes[first] == ' ' || bytes[first] == '\t')) {
      first++;
    }
    return first;
  }

  private static int beforeSpace(byte[] bytes, int from, int end) {
    int afterLast = end;
    while (afterLast > from && (bytes[afterLast - 1] == ' ' || bytes[afterLast - 1] == '\t')) {
      afterLast--;
    }
    return afterLast;
  }

  private static int number(byte[] bytes, int from, int end) throws UnreadableResponseException {
    if (from == end || end - from > MAX_LENGTH_DIGITS) {
      throw unreadable("no number", bytes, from, end);
    }
    int number = 0;
    for (int i = from; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        throw unreadable("no number", bytes, from, end);
      }
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }

  /** Says what is wrong with a line. */
  static UnreadableResponseException unreadable(String why, byte[] bytes, int from, int end) {
    return new UnreadableResponseException(
        why + ": " + new String(bytes, from, Math.min(end - from, 80), US_ASCII));
  }
}
