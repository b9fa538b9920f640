package dev.carom.redirect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes that requests are made of, by the sets of RFC 9110 and RFC 9112 that they are in. */
final class Bytes {

  static final byte CR = '\r';
  static final byte LF = '\n';
  static final byte SP = ' ';
  static final byte HTAB = '\t';

  /** RFC 9110, section 5.6.2. */
  private static final boolean[] TOKEN = alphanumericAnd("!#$%&'*+-.^_`|~");

  private static final boolean[] CODE = alphanumericAnd("-_");

  /**
   * The name of a host, without the sub-delimiters and escapes that RFC 3986 would allow: no host
   * has them, and a comma would make one field look like two.
   */
  private static final boolean[] HOST_NAME = alphanumericAnd("-._~");

  private static final int MOST_PORT_DIGITS = 5;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;

  private Bytes() {}

  private static boolean[] alphanumericAnd(String characters) {
    boolean[] set = new boolean[256];
    for (char c = 0; c < 128; c++) {
      boolean alphanumeric =
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      set[c] = alphanumeric || characters.indexOf(c) >= 0;
    }
    return set;
  }

  static boolean isToken(byte b) {
    return TOKEN[b & 0xFF];
  }

  /** Whether a code may have it. */
  static boolean isCode(byte b) {
    return CODE[b & 0xFF];
  }

  /**
   * Whether the bytes are a host, and perhaps a port, or nothing at all: what {@code Host} may have
   * (RFC 9110, section 7.2).
   */
  static boolean isHost(byte[] bytes, int from, int to) {
    int end = from;
    if (from < to && bytes[from] == '[') {
      end++;
      while (end < to && isOfIpv6(bytes[end])) {
        end++;
      }
      if (end == to || bytes[end] != ']' || end < from + 3) {
        return false;
      }
      end++;
    } else {
      while (end < to && HOST_NAME[bytes[end] & 0xFF]) {
        end++;
      }
    }
    return end == to || (end > from && bytes[end] == ':' && isPort(bytes, end + 1, to));
  }

  private static boolean isOfIpv6(byte b) {
    return isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f') || b == ':' || b == '.';
  }

  private static boolean isPort(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
    }
    return to - from <= MOST_PORT_DIGITS;
  }

  /** Makes capitals small. */
  static void toLowerCase(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
        bytes[i] |= 0x20;
      }
    }
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Whether it prints, and is not a space. */
  static boolean isVisible(byte b) {
    return b > SP && b < 0x7F;
  }

  /** Whether a field's value may have it: visible, space, HTAB or beyond ASCII. */
  static boolean isFieldValue(byte b) {
    return b < 0 || (b >= SP && b != 0x7F) || b == HTAB;
  }

  /**
   * Returns where the first byte is that is neither visible ASCII nor a space, from {@code at} on.
   * There must be one, and seven more bytes of any kind behind it.
   *
   * <p>Looks at eight bytes in one step, for most of a request is values of fields: byte by byte, a
   * browser's request takes 3.4 times as long ({@code TrickBenchmark}). The three tests are those
   * for bytes less than 0x20, equal to 0x7F, and from 0x80 on of Sean Anderson's "Bit Twiddling
   * Hacks" ("Determine if a word has a byte less than n", "… a zero byte"): a borrow may make the
   * first two find too much, but only above a byte that they are right about.
   */
  static int indexAfterText(byte[] bytes, int at) {
    for (int i = at; ; i += Long.BYTES) {
      long word = wordAt(bytes, i);
      long control = word - ONES * SP;
      long delete = (word ^ ONES * 0x7F) - ONES;
      long ends = (control | delete | word) & HIGH_BITS;
      if (ends != 0) {
        return i + Long.numberOfTrailingZeros(ends) / Byte.SIZE;
      }
    }
  }

  /** Returns eight bytes as one number, to compare with a {@link #word}. There must be eight. */
  static long wordAt(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Returns eight characters as {@link #wordAt} would find them. */
  static long word(String text) {
    return wordAt(text.getBytes(StandardCharsets.US_ASCII), 0);
  }

  /**
   * Whether the bytes from {@code at} on are those of a name in lower case, whatever their case.
   */
  static boolean equalsIgnoreCase(byte[] bytes, int at, byte[] lowerCase) {
    for (int i = 0; i < lowerCase.length; i++) {
      byte b = bytes[at + i];
      if (b != lowerCase[i] && (b < 'A' || b > 'Z' || (b | 0x20) != lowerCase[i])) {
        return false;
      }
    }
    return true;
  }
}
