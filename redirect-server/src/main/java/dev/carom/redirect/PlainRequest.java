package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.core.link.Domain;
import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.CodeKey;
import dev.carom.redirect.FollowerFields.Name;
import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * Recognises the request that nearly all followers send, and nothing else:
 *
 * <pre>
 *   (GET | HEAD) SP / code [ ? visible ASCII ] SP HTTP/1.1 CRLF
 *   ( token : text CRLF )*                                        text: 0x20–0x7E and HTAB
 *   CRLF
 * </pre>
 *
 * with exactly one {@code Host}, no field that could change where the request ends or what it asks
 * for ({@code Content-Length}, {@code Transfer-Encoding}, {@code Upgrade}, {@code Expect}, {@code
 * HTTP2-Settings}, any {@code Connection} but keep-alive), and no field twice that is looked at. So
 * it has no body, keeps its connection, and means what the codec would take it to mean; whatever is
 * less plain is left to the codec.
 *
 * <p>On the hot path. One pass over the heap copy of what was read, for byte by byte the buffer
 * itself takes 1.2 times as long ({@code TrickBenchmark}). The copy's end is marked with a NUL, a
 * byte at which every loop stops: no step asks whether it has come to the end. Values are skipped
 * eight bytes at a time. An event loop's own, and moved from request to request.
 */
final class PlainRequest {

  /** What {@link #read} says of bytes that are no plain request, or not all of one. */
  static final int NOT_PLAIN = -1;

  /** The most bytes that are looked at, at once and for one request. */
  private static final int WINDOW = 16 * 1024;

  private static final int LONGEST = 8 * 1024;

  private static final long GET = Bytes.word("GET /\0\0\0");
  private static final long GET_MASK = 0xFF_FFFF_FFFFL;
  private static final long HEAD = Bytes.word("HEAD /\0\0");
  private static final long HEAD_MASK = 0xFFFF_FFFF_FFFFL;
  private static final long VERSION = Bytes.word("HTTP/1.1");

  private static final byte[] DNT = "dnt".getBytes(US_ASCII);
  private static final byte[] HOST = "host".getBytes(US_ASCII);
  private static final byte[] EXPECT = "expect".getBytes(US_ASCII);
  private static final byte[] UPGRADE = "upgrade".getBytes(US_ASCII);
  private static final byte[] REFERER = "referer".getBytes(US_ASCII);
  private static final byte[] PURPOSE = "purpose".getBytes(US_ASCII);
  private static final byte[] SEC_GPC = "sec-gpc".getBytes(US_ASCII);
  private static final byte[] CONNECTION = "connection".getBytes(US_ASCII);
  private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(US_ASCII);
  private static final byte[] USER_AGENT = "user-agent".getBytes(US_ASCII);
  private static final byte[] SEC_PURPOSE = "sec-purpose".getBytes(US_ASCII);
  private static final byte[] CONTENT_LENGTH = "content-length".getBytes(US_ASCII);
  private static final byte[] HTTP2_SETTINGS = "http2-settings".getBytes(US_ASCII);
  private static final byte[] X_FORWARDED_FOR = "x-forwarded-for".getBytes(US_ASCII);
  private static final byte[] ACCEPT_LANGUAGE = "accept-language".getBytes(US_ASCII);
  private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(US_ASCII);

  private final Hosts hosts;
  private final byte[] country;
  private final int longest;

  /** What was read, then a NUL, then room for looking at eight bytes from there. */
  private final byte[] window = new byte[WINDOW + 2 * Long.BYTES];

  private final CodeKey host = new CodeKey();
  private final CodeKey code = new CodeKey();
  private final FollowerFields fields = new FollowerFields();
  private int windowEnd;
  private int codeStart;
  private int codeEnd;
  private boolean head;
  private Domain domain = Domain.DEFAULT;
  private int at;

  /**
   * @param hosts tells which domain is asked
   * @param maxBytes of a request's header that the codec would accept
   * @param countryHeader the field that tells the follower's country, or ""
   */
  PlainRequest(Hosts hosts, int maxBytes, String countryHeader) {
    this.hosts = hosts;
    this.longest = Math.min(maxBytes, LONGEST);
    this.country = countryHeader.toLowerCase(Locale.ROOT).getBytes(US_ASCII);
  }

  /** Copies the bytes that are readable, or the first of them, to read requests from. */
  void copy(ByteBuf bytes) {
    windowEnd = Math.min(bytes.readableBytes(), WINDOW);
    bytes.getBytes(bytes.readerIndex(), window, 0, windowEnd);
    window[windowEnd] = 0;
    at = 0;
  }

  /** Has nothing to read from, until bytes are copied: the event loop turns to other ones. */
  void forget() {
    windowEnd = 0;
    at = 0;
  }

  /** Whether a request may begin among the bytes that were copied and not passed yet. */
  boolean hasMore() {
    return at < windowEnd;
  }

  /** Passes bytes that somebody else has read. */
  void skip(int bytes) {
    at = Math.min(at + bytes, windowEnd);
  }

  /**
   * Reads the next request, and passes it.
   *
   * @return how many bytes it has, or {@link #NOT_PLAIN}: nothing is passed then
   */
  int read() {
    int start = at;
    int end = pastHeader(pastRequestLine(start));
    if (end == NOT_PLAIN || end - start > longest || !findDomain()) {
      return NOT_PLAIN;
    }
    at = end;
    return end - start;
  }

  /** Finds out on which domain the code is, unless the host is none's. */
  private boolean findDomain() {
    Domain asked = hosts.of(fields, host);
    if (asked == null) {
      return false;
    }
    if (asked.foldsCase()) {
      Bytes.toLowerCase(window, codeStart, codeEnd);
    }
    domain = asked;
    code.view(asked.id(), window, codeStart, codeEnd);
    return true;
  }

  /** The domain that is asked. */
  Domain domain() {
    return domain;
  }

  /** The code that is asked for: a view that the next request moves. */
  CodeKey code() {
    return code;
  }

  /** Whether the method is HEAD. */
  boolean isHead() {
    return head;
  }

  /** Who asks: ranges that the next request moves. */
  FollowerFields fields() {
    return fields;
  }

  private int pastRequestLine(int from) {
    long word = Bytes.wordAt(window, from);
    head = (word & HEAD_MASK) == HEAD;
    if (!head && (word & GET_MASK) != GET) {
      return NOT_PLAIN;
    }
    codeStart = from + (head ? "HEAD /" : "GET /").length();
    int i = codeStart;
    while (Bytes.isCode(window[i])) {
      i++;
    }
    int length = i - codeStart;
    if (length == 0 || length > ShortCode.MAX_LENGTH) {
      return NOT_PLAIN;
    }
    codeEnd = i;
    if (window[i] == '?') {
      while (Bytes.isVisible(window[i])) {
        i++;
      }
    }
    boolean plain =
        window[i] == Bytes.SP
            && i < windowEnd
            && Bytes.wordAt(window, i + 1) == VERSION
            && isLineEnd(i + 1 + Long.BYTES);
    return plain ? i + 1 + Long.BYTES + 2 : NOT_PLAIN;
  }

  /** Whether a line ends here, before the end of what was copied. */
  private boolean isLineEnd(int i) {
    return i + 1 < windowEnd && window[i] == Bytes.CR && window[i + 1] == Bytes.LF;
  }

  private int pastHeader(int from) {
    if (from == NOT_PLAIN) {
      return NOT_PLAIN;
    }
    fields.clear(window);
    int line = from;
    while (window[line] != Bytes.CR) {
      line = pastField(line);
      if (line == NOT_PLAIN) {
        return NOT_PLAIN;
      }
    }
    return isLineEnd(line) && fields.has(Name.HOST) ? line + 2 : NOT_PLAIN;
  }

  private int pastField(int line) {
    int colon = line;
    while (Bytes.isToken(window[colon])) {
      colon++;
    }
    if (colon == line || window[colon] != ':') {
      return NOT_PLAIN;
    }
    int end = Bytes.indexAfterText(window, colon + 1);
    while (window[end] == Bytes.HTAB) {
      end = Bytes.indexAfterText(window, end + 1);
    }
    return isLineEnd(end) && isPlainField(line, colon - line, end) ? end + 2 : NOT_PLAIN;
  }

  /** Takes notice of a field, and says whether a plain request may have it. */
  private boolean isPlainField(int name, int length, int valueEnd) {
    if (length == country.length && isName(name, country)) {
      return take(Name.COUNTRY, name + length + 1, valueEnd);
    }
    return switch (length) {
      case 3 -> !isName(name, DNT) || take(Name.DNT, name + length + 1, valueEnd);
      case 4 -> !isName(name, HOST) || isPlainHost(name + length + 1, valueEnd);
      case 6 -> !isName(name, EXPECT);
      case 7 -> isPlainFieldOf7(name, valueEnd);
      case 10 ->
          isName(name, USER_AGENT)
              ? take(Name.USER_AGENT, name + length + 1, valueEnd)
              : !isName(name, CONNECTION) || isKeepAlive(name + length + 1, valueEnd);
      case 11 -> !isName(name, SEC_PURPOSE) || take(Name.SEC_PURPOSE, name + length + 1, valueEnd);
      case 14 -> !isName(name, CONTENT_LENGTH) && !isName(name, HTTP2_SETTINGS);
      case 15 ->
          isName(name, ACCEPT_LANGUAGE)
              ? take(Name.ACCEPT_LANGUAGE, name + length + 1, valueEnd)
              : !isName(name, X_FORWARDED_FOR)
                  || take(Name.FORWARDED_FOR, name + length + 1, valueEnd);
      case 17 -> !isName(name, TRANSFER_ENCODING);
      default -> true;
    };
  }

  private boolean isPlainFieldOf7(int name, int valueEnd) {
    int value = name + REFERER.length + 1;
    if (isName(name, REFERER)) {
      return take(Name.REFERER, value, valueEnd);
    } else if (isName(name, SEC_GPC)) {
      return take(Name.SEC_GPC, value, valueEnd);
    } else if (isName(name, PURPOSE)) {
      return take(Name.PURPOSE, value, valueEnd);
    }
    return !isName(name, UPGRADE);
  }

  private boolean isName(int at, byte[] lowerCase) {
    return Bytes.equalsIgnoreCase(window, at, lowerCase);
  }

  /** Remembers a field's value, without the white space around it; not if there was one before. */
  private boolean take(Name name, int valueStart, int valueEnd) {
    if (fields.has(name)) {
      return false;
    }
    int from = valueStart;
    int to = valueEnd;
    while (from < to && isBlank(window[from])) {
      from++;
    }
    while (to > from && isBlank(window[to - 1])) {
      to--;
    }
    fields.set(name, from, to);
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == Bytes.SP || b == Bytes.HTAB;
  }

  private boolean isPlainHost(int valueStart, int valueEnd) {
    return take(Name.HOST, valueStart, valueEnd)
        && Bytes.isHost(window, fields.from(Name.HOST), fields.to(Name.HOST));
  }

  /** Whether the value is {@code keep-alive}, after at most one space: what clients send. */
  private boolean isKeepAlive(int valueStart, int valueEnd) {
    int from = window[valueStart] == Bytes.SP ? valueStart + 1 : valueStart;
    return valueEnd - from == KEEP_ALIVE.length && isName(from, KEEP_ALIVE);
  }
}
