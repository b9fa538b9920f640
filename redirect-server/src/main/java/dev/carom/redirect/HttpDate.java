package dev.carom.redirect;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The value of the {@code Date} field (RFC 9110, section 5.6.7), formatted once a second. Usable by
 * any thread: a reader that meets a new second formats it, and it does no harm if two do.
 */
final class HttpDate {

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Formatted(long epochSecond, AsciiString text) {}

  private final InstantSource clock;
  private volatile Formatted last = new Formatted(0, new AsciiString(format(0)));

  HttpDate(InstantSource clock) {
    this.clock = clock;
  }

  /** The second that it is, since the epoch. */
  long epochSecond() {
    return Math.floorDiv(clock.millis(), 1000L);
  }

  AsciiString now() {
    long second = epochSecond();
    Formatted formatted = last;
    if (formatted.epochSecond != second) {
      formatted = new Formatted(second, new AsciiString(format(second)));
      last = formatted;
    }
    return formatted.text;
  }

  static String format(long epochSecond) {
    return IMF_FIXDATE.format(Instant.ofEpochSecond(epochSecond));
  }
}
