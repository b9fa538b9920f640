package dev.carom.admin;

import dev.carom.core.link.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times as RFC 3339 writes them, to the millisecond. */
final class Timestamps {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The parser of the platform accepts more: hours alone, offsets with seconds, other years. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

  /** Where four digits no longer suffice for the year. */
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");

  private Timestamps() {}

  static String format(Instant time) {
    return UTC.format(time);
  }

  /**
   * Reads a time that lies ahead, and cuts it to milliseconds.
   *
   * @throws InvalidValueException if it is none
   */
  static Instant parseFuture(String text, Instant now) {
    Instant time = parseMillis(text);
    if (!time.isAfter(now)) {
      throw new InvalidValueException("must be in the future (was %s)".formatted(format(time)));
    }
    return time;
  }

  /**
   * Reads a time, and cuts it to milliseconds.
   *
   * @throws InvalidValueException if it is none, or its year in UTC has no four digits
   */
  static Instant parseMillis(String text) {
    Instant time = parse(text).truncatedTo(ChronoUnit.MILLIS);
    if (!time.isBefore(YEAR_10000) || time.isBefore(YEAR_0)) {
      throw new InvalidValueException("must be in the years 0 to 9999, in UTC");
    }
    return time;
  }

  /**
   * Reads a time.
   *
   * @throws InvalidValueException if it is none
   */
  static Instant parse(String text) {
    if (RFC_3339.matcher(text).matches()) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException _) {
        // Such as February 30: refused like any other text.
      }
    }
    throw new InvalidValueException(
        "must be an RFC 3339 time with its offset, as in 2030-01-31T12:00:00Z");
  }
}
