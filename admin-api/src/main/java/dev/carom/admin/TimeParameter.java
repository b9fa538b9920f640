package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import dev.carom.core.link.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Query parameters that are times. */
final class TimeParameter {

  /** Longer ago than any link or click, and as far ahead: times beyond are mistakes. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private TimeParameter() {}

  /** A date, which means its beginning, or a time; null if it is not given, or wrong. */
  static @Nullable ZonedDateTime parse(
      QueryParams parameters, String field, ZoneId zone, FieldErrors errors) {
    String text = parameters.get(field);
    if (text == null) {
      return null;
    }
    try {
      ZonedDateTime time =
          text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(zone)
              : Timestamps.parse(text).atZone(zone);
      if (time.toInstant().isBefore(EARLIEST) || time.toInstant().isAfter(LATEST)) {
        errors.add(field, "must be between the years 2000 and 2200");
        return null;
      }
      return time;
    } catch (DateTimeException | InvalidValueException _) {
      errors.add(
          field, "must be a date or an RFC 3339 time, as in 2030-01-31 or 2030-01-31T12:00:00Z");
      return null;
    }
  }
}
