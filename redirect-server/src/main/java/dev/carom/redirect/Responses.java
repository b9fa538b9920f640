package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers as HTTP/1.1 has them. None of them may be kept by a cache on the way, for an edit
 * must show at once, and every follow is to be seen; but those that the edge may keep, which is
 * told of edits and tells of follows.
 *
 * <p>On the hot path. What all answers of one second have in common is made once in that second, so
 * that an answer is three copies of bytes; put together on the heap first, it takes 1.3 times as
 * long ({@code TrickBenchmark}). Usable by any thread: whoever meets a new second makes its parts,
 * and it does no harm if two do.
 */
final class Responses {

  /** What an answer says about its connection. */
  enum Persistence {
    /** Nothing: it is kept, as HTTP/1.1 has it. */
    KEPT(""),
    /** That it is kept, as HTTP/1.0 must be told. */
    SAID_TO_BE_KEPT("Connection: keep-alive\r\n"),
    CLOSED("Connection: close\r\n");

    @SuppressWarnings("ImmutableEnumChecker") // Private, and never changed.
    private final byte[] endOfHead;

    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] endOfRedirect;

    Persistence(String field) {
      this.endOfHead = ascii(field + "\r\n");
      this.endOfRedirect = ascii("\r\nContent-Length: 0\r\n" + field + "\r\n");
    }
  }

  /** Bytes for each constant of an enum; they never change. */
  private static final class Prepared<E extends Enum<E>> {

    private final byte[][] bytes;

    private Prepared(byte[][] bytes) {
      this.bytes = bytes;
    }

    private static <E extends Enum<E>> Prepared<E> of(Class<E> type, Function<E, byte[]> bytes) {
      return new Prepared<>(
          Arrays.stream(type.getEnumConstants()).map(bytes).toArray(byte[][]::new));
    }

    @SuppressWarnings("EnumOrdinal") // What EnumMap does, without its null.
    private byte[] of(E constant) {
      return bytes[constant.ordinal()];
    }
  }

  /** What the edge is told, by the seconds for which it may keep an answer, up to the key. */
  private static final byte[][] EDGE_FIELDS =
      IntStream.rangeClosed(0, EdgeLife.MAX_SECONDS)
          .mapToObj(Responses::edgeFields)
          .toArray(byte[][]::new);

  private static final byte[] CACHE_TAG = ascii("\r\nCache-Tag: ");

  private static final Prepared<Answer.Plain> BODIES =
      Prepared.of(Answer.Plain.class, Answer.Plain::body);

  private final HttpDate date;
  private final String retryAfter;
  private final String strictTransportSecurity;
  private volatile Beginnings last;

  /**
   * How the answers of one second begin.
   *
   * @param redirects by status, up to the target
   * @param kept those that the edge may keep, likewise
   * @param plain by answer, up to where the connection may be spoken of
   */
  private record Beginnings(
      long epochSecond,
      Prepared<RedirectStatus> redirects,
      Prepared<RedirectStatus> kept,
      Prepared<Answer.Plain> plain) {}

  /**
   * @param strictTransportSecurity the value of that field, or null where it is not sent
   */
  Responses(HttpDate date, Duration retryAfter, @Nullable AsciiString strictTransportSecurity) {
    this.date = date;
    this.retryAfter = "Retry-After: %d\r\n".formatted(retryAfter.toSeconds());
    this.strictTransportSecurity =
        strictTransportSecurity == null
            ? ""
            : "Strict-Transport-Security: %s\r\n".formatted(strictTransportSecurity);
    this.last = beginnings(date.epochSecond());
  }

  /** Writes the answer to a hit, on a connection that is kept. */
  void writeHit(AnswerBuffer out, Known hit, boolean withBody) {
    switch (hit) {
      case Found found ->
          redirect(out, found.status(), found.target(), found.edge(), Persistence.KEPT);
      case Missing _ -> plain(out, Answer.Plain.NOT_FOUND, Persistence.KEPT, withBody);
      case Gone _ -> plain(out, Answer.Plain.GONE, Persistence.KEPT, withBody);
      case Blocked _ -> plain(out, Answer.Plain.BLOCKED, Persistence.KEPT, withBody);
    }
  }

  /**
   * Writes an answer.
   *
   * @param withBody whether its body follows, as it does not after HEAD
   */
  void write(AnswerBuffer out, Answer answer, Persistence persistence, boolean withBody) {
    switch (answer) {
      case Answer.Redirect(RedirectStatus status, TargetUrl target, EdgeLife edge) ->
          redirect(out, status, target, edge, persistence);
      case Answer.Plain plain -> plain(out, plain, persistence, withBody);
    }
  }

  private void redirect(
      AnswerBuffer out,
      RedirectStatus status,
      TargetUrl target,
      @Nullable EdgeLife edge,
      Persistence persistence) {
    if (edge == null) {
      out.append(now().redirects.of(status)).append(target).append(persistence.endOfRedirect);
    } else {
      out.append(now().kept.of(status))
          .append(target)
          .append(EDGE_FIELDS[edge.seconds()])
          .append(edge.key())
          .append(CACHE_TAG)
          .append(edge.key())
          .append(persistence.endOfRedirect);
    }
  }

  /** nginx obeys the first of these fields only before the second. */
  private static byte[] edgeFields(int seconds) {
    return ascii(
        "\r\nX-Accel-Expires: %1$d\r\nCache-Control: no-store\r\nCDN-Cache-Control: max-age=%1$d\r\nSurrogate-Control: max-age=%1$d\r\nSurrogate-Key: "
            .formatted(seconds));
  }

  private void plain(
      AnswerBuffer out, Answer.Plain answer, Persistence persistence, boolean withBody) {
    out.append(now().plain.of(answer)).append(persistence.endOfHead);
    if (withBody) {
      out.append(BODIES.of(answer));
    }
  }

  private Beginnings now() {
    long epochSecond = date.epochSecond();
    Beginnings beginnings = last;
    if (beginnings.epochSecond != epochSecond) {
      beginnings = beginnings(epochSecond);
      last = beginnings;
    }
    return beginnings;
  }

  private Beginnings beginnings(long epochSecond) {
    String date = "\r\nDate: %s\r\n".formatted(HttpDate.format(epochSecond));
    String common = date + "Cache-Control: no-store\r\n" + strictTransportSecurity;
    String kept = date + strictTransportSecurity;
    return new Beginnings(
        epochSecond,
        Prepared.of(
            RedirectStatus.class, status -> ascii(statusLine(status) + common + "Location: ")),
        Prepared.of(
            RedirectStatus.class, status -> ascii(statusLine(status) + kept + "Location: ")),
        Prepared.of(
            Answer.Plain.class, plain -> ascii(statusLine(plain) + common + fields(plain))));
  }

  private static String statusLine(RedirectStatus status) {
    String reason =
        switch (status) {
          case MOVED_PERMANENTLY -> "Moved Permanently";
          case FOUND -> "Found";
          case TEMPORARY_REDIRECT -> "Temporary Redirect";
          case PERMANENT_REDIRECT -> "Permanent Redirect";
        };
    return "HTTP/1.1 " + status.code() + " " + reason;
  }

  private static String statusLine(Answer.Plain plain) {
    return "HTTP/1.1 " + plain.status() + " " + plain.reason();
  }

  private String fields(Answer.Plain plain) {
    String special =
        switch (plain) {
          case METHOD_NOT_ALLOWED -> "Allow: GET, HEAD\r\n";
          case UNAVAILABLE, TOO_MANY_REQUESTS -> retryAfter;
          case ROBOTS_TXT, BAD_REQUEST, NOT_FOUND, GONE, URI_TOO_LONG, HEADER_TOO_LONG, BLOCKED ->
              "";
        };
    return "%sContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n"
        .formatted(special, BODIES.of(plain).length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
