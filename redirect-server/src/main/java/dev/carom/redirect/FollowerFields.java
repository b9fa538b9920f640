package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carom.core.click.Click;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request's header tells of who follows a link: ranges of its bytes, without the white space
 * around them. They hold until the event loop reads its next request; whoever needs them longer
 * copies them.
 */
@SuppressWarnings("EnumOrdinal") // What EnumMap does, with numbers that need no objects.
final class FollowerFields {

  /** A field that something is known by. */
  enum Name {
    /** The host that was asked: of an absolute-form target if there is one. */
    HOST,
    USER_AGENT,
    REFERER,
    /** All of {@code X-Forwarded-For}; which part of it to believe is another question. */
    FORWARDED_FOR,
    ACCEPT_LANGUAGE,
    /** Says that nobody looks yet: {@code prefetch}, {@code prerender}. */
    SEC_PURPOSE,
    /** The same, from older browsers. */
    PURPOSE,
    /** Do Not Track: {@code 1} asks not to be recognised. */
    DNT,
    /** Global Privacy Control: {@code 1} asks the same. */
    SEC_GPC,
    /** The field that {@code redirect.country-header} names. */
    COUNTRY
  }

  private static final Name[] NAMES = Name.values();
  private static final int ABSENT = -1;
  private static final AsciiString X_FORWARDED_FOR = new AsciiString("x-forwarded-for");
  private static final AsciiString SEC_PURPOSE = new AsciiString("sec-purpose");
  private static final AsciiString PURPOSE = new AsciiString("purpose");
  private static final AsciiString SEC_GPC = new AsciiString("sec-gpc");

  private final int[] from = new int[NAMES.length];
  private final int[] to = new int[NAMES.length];
  private byte[] bytes = new byte[0];

  /** Has no field yet. */
  FollowerFields() {
    clear(bytes);
  }

  /** Takes the fields of a request that the codec of HTTP/1.1 has read. */
  static FollowerFields of(HttpRequest request, String countryHeader) {
    HttpHeaders headers = request.headers();
    String authority = RequestTarget.authority(request.uri());
    return of(
        authority != null ? authority : headers.get(HttpHeaderNames.HOST),
        headers::getAll,
        countryHeader);
  }

  /** Takes the fields of a request that the codec of HTTP/2 has read. */
  static FollowerFields of(Http2Headers headers, String countryHeader) {
    CharSequence authority = headers.authority();
    CharSequence host = authority != null ? authority : headers.get(HttpHeaderNames.HOST);
    return of(
        host == null ? null : host.toString(),
        name -> headers.getAll(name).stream().map(CharSequence::toString).toList(),
        countryHeader.toLowerCase(Locale.ROOT));
  }

  private static FollowerFields of(
      @Nullable String host, Function<CharSequence, List<String>> values, String countryHeader) {
    FollowerFields fields = new FollowerFields();
    fields.append(Name.HOST, host);
    fields.append(Name.USER_AGENT, first(values.apply(HttpHeaderNames.USER_AGENT)));
    fields.append(Name.REFERER, first(values.apply(HttpHeaderNames.REFERER)));
    fields.append(Name.FORWARDED_FOR, list(values.apply(X_FORWARDED_FOR)));
    fields.append(Name.ACCEPT_LANGUAGE, first(values.apply(HttpHeaderNames.ACCEPT_LANGUAGE)));
    fields.append(Name.SEC_PURPOSE, first(values.apply(SEC_PURPOSE)));
    fields.append(Name.PURPOSE, first(values.apply(PURPOSE)));
    fields.append(Name.DNT, first(values.apply(HttpHeaderNames.DNT)));
    fields.append(Name.SEC_GPC, first(values.apply(SEC_GPC)));
    if (!countryHeader.isEmpty()) {
      fields.append(Name.COUNTRY, first(values.apply(countryHeader)));
    }
    return fields;
  }

  private static @Nullable String first(List<String> values) {
    return values.isEmpty() ? null : values.getFirst();
  }

  /** One list of those of several lines (RFC 9110, section 5.3). */
  private static @Nullable String list(List<String> values) {
    return values.isEmpty() ? null : String.join(", ", values);
  }

  /** Returns the same fields in bytes of their own, which hold for as long as they are wanted. */
  FollowerFields copy() {
    FollowerFields copy = new FollowerFields();
    for (Name name : NAMES) {
      copy.append(name, text(name));
    }
    return copy;
  }

  private void append(Name name, @Nullable String value) {
    if (value != null) {
      int start = bytes.length;
      byte[] more = value.getBytes(ISO_8859_1);
      bytes = Arrays.copyOf(bytes, start + more.length);
      System.arraycopy(more, 0, bytes, start, more.length);
      set(name, start, bytes.length);
    }
  }

  /** Forgets the fields of the last request, and looks at the bytes of another. */
  void clear(byte[] bytes) {
    this.bytes = bytes;
    Arrays.fill(from, ABSENT);
  }

  void set(Name name, int from, int to) {
    this.from[name.ordinal()] = from;
    this.to[name.ordinal()] = to;
  }

  boolean has(Name name) {
    return from[name.ordinal()] != ABSENT;
  }

  /** Returns the flags of a {@link Click} that a request with these fields is, or would be. */
  int flags(boolean head) {
    boolean prefetch = beginsWithPre(Name.SEC_PURPOSE) || beginsWithPre(Name.PURPOSE);
    return (head ? Click.HEAD : 0) | (prefetch ? Click.PREFETCH : 0);
  }

  /** Whether a field says {@code prefetch}, {@code prerender} or {@code preview}. */
  private boolean beginsWithPre(Name name) {
    if (!has(name) || to(name) - from(name) < 3) {
      return false;
    }
    int start = from(name);
    return bytes[start] == 'p' && bytes[start + 1] == 'r' && bytes[start + 2] == 'e';
  }

  /** The bytes that the ranges are of. */
  byte[] bytes() {
    return bytes;
  }

  /** Where a field that is there begins. */
  int from(Name name) {
    return from[name.ordinal()];
  }

  /** Where a field that is there ends. */
  int to(Name name) {
    return to[name.ordinal()];
  }

  /** Returns a field's text, byte by byte a character, or null if it is not there. */
  @Nullable String text(Name name) {
    return has(name) ? new String(bytes, from(name), to(name) - from(name), ISO_8859_1) : null;
  }
}
