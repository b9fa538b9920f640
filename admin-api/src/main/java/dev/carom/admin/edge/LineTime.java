package dev.carom.admin.edge;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * When a request was made, as edges write it: RFC 3339 with a zone, or a number since the epoch,
 * whose magnitude tells its unit.
 */
final class LineTime {

  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  /** By how much the edge's clock may be ahead. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** Longer numbers than anybody writes are not computed with. */
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,20})?([Ee]\\+?[0-9]{1,2})?");

  /** The year 5138 if they are seconds, and 1973 if they are milliseconds. */
  private static final BigDecimal LEAST_MILLIS = new BigDecimal("1e11");

  private static final BigDecimal LEAST_MICROS = new BigDecimal("1e14");
  private static final BigDecimal LEAST_NANOS = new BigDecimal("1e17");

  private static final BigDecimal MOST = new BigDecimal("1e20");

  private LineTime() {}

  /**
   * Reads {@code time}, in milliseconds since the epoch.
   *
   * @throws LineFields.Refusal if it is none, or one at which the edge cannot have answered
   */
  static long parse(LineFields fields, Instant now) {
    String text = fields.required("time");
    try {
      Instant time =
          NUMBER.matcher(text).matches()
              ? sinceEpoch(new BigDecimal(text))
              : OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(EARLIEST) && !time.isAfter(now.plus(MAX_AHEAD))) {
        return time.toEpochMilli();
      }
    } catch (DateTimeException _) {
      throw fields.refuse(
          "time", "must be a time as in RFC 3339, or a number of s, ms, us or ns since the epoch");
    }
    throw fields.refuse("time", "must be after 2019, and no more than 5 minutes ahead");
  }

  private static Instant sinceEpoch(BigDecimal number) {
    if (number.compareTo(MOST) > 0) {
      return Instant.MAX;
    }
    return Instant.ofEpochMilli(number.scaleByPowerOfTen(toMillis(number)).longValue());
  }

  private static int toMillis(BigDecimal number) {
    if (number.compareTo(LEAST_MILLIS) < 0) {
      return 3;
    } else if (number.compareTo(LEAST_MICROS) < 0) {
      return 0;
    }
    return number.compareTo(LEAST_NANOS) < 0 ? -3 : -6;
  }
}
