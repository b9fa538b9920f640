package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import dev.carom.core.click.ClickStats.Interval;
import dev.carom.core.click.ClickStats.Query;
import dev.carom.core.click.TrafficClass;
import dev.carom.core.link.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query of a link's counts: which time, in which steps, of whom. Both ends are moved outwards
 * to where a step begins.
 *
 * @param from when the first step begins
 * @param to when the last one ends
 * @param traffic the classes in the series
 */
record StatsQuery(
    ZonedDateTime from, ZonedDateTime to, Interval interval, Set<TrafficClass> traffic) {

  static final Set<String> PARAMETERS = Set.of("from", "to", "interval", "tz", "class");

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final String ALL = "all";
  private static final int DEFAULT_DAYS = 30;
  private static final int MAX_STEPS = 2000;

  /** Longer ago than any click, and as far ahead: times beyond are mistakes. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /**
   * Reads the parameters, which are {@link #PARAMETERS} and each given once at most.
   *
   * @throws ProblemException with all that is wrong with them
   */
  static StatsQuery parse(QueryParams parameters, Instant now) {
    FieldErrors errors = new FieldErrors();
    Interval interval = interval(parameters.get("interval"), errors);
    Set<TrafficClass> traffic = traffic(parameters.get("class"), errors);
    ZoneId zone = zone(parameters.get("tz"), errors);
    ZonedDateTime end = time("to", parameters.get("to"), zone, errors);
    ZonedDateTime to = ceil(interval, end == null ? now.atZone(zone) : end);
    ZonedDateTime begin = time("from", parameters.get("from"), zone, errors);
    ZonedDateTime from = interval.floor(begin == null ? to.minusDays(DEFAULT_DAYS) : begin);
    if (!from.isBefore(to)) {
      errors.add("from", "must be before to");
    } else if (interval.count(from.toInstant(), to.toInstant()) > MAX_STEPS) {
      errors.add("interval", "makes more than %d steps; take a longer one".formatted(MAX_STEPS));
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    return new StatsQuery(from, to, interval, traffic);
  }

  Query of(long linkId) {
    return new Query(linkId, from.toInstant(), to.toInstant(), interval, from.getZone(), traffic);
  }

  private static ZonedDateTime ceil(Interval interval, ZonedDateTime time) {
    ZonedDateTime floor = interval.floor(time);
    return floor.isEqual(time) ? floor : interval.next(floor);
  }

  private static Interval interval(@Nullable String text, FieldErrors errors) {
    if (text == null) {
      return Interval.DAY;
    }
    for (Interval interval : Interval.values()) {
      if (name(interval).equals(text)) {
        return interval;
      }
    }
    errors.add("interval", "must be hour, day or month");
    return Interval.DAY;
  }

  private static Set<TrafficClass> traffic(@Nullable String text, FieldErrors errors) {
    if (text == null) {
      return Set.of(TrafficClass.HUMAN);
    } else if (text.equals(ALL)) {
      return EnumSet.allOf(TrafficClass.class);
    }
    for (TrafficClass traffic : TrafficClass.values()) {
      if (name(traffic).equals(text)) {
        return Set.of(traffic);
      }
    }
    errors.add(
        "class",
        "must be %s or %s"
            .formatted(
                Arrays.stream(TrafficClass.values())
                    .map(StatsQuery::name)
                    .collect(Collectors.joining(", ")),
                ALL));
    return Set.of();
  }

  private static ZoneId zone(@Nullable String text, FieldErrors errors) {
    if (text == null) {
      return UTC;
    }
    // What PostgreSQL knows too: names of the tz database, and no offsets, whose sign it reverses.
    if (ZoneId.getAvailableZoneIds().contains(text) && !text.startsWith("SystemV/")) {
      return ZoneId.of(text);
    }
    errors.add("tz", "must be the name of a time zone, such as Europe/Vienna");
    return UTC;
  }

  private static @Nullable ZonedDateTime time(
      String field, @Nullable String text, ZoneId zone, FieldErrors errors) {
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

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
