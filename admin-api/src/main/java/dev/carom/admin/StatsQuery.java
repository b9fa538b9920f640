package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import dev.carom.core.click.ClickStats.Interval;
import dev.carom.core.click.ClickStats.Query;
import dev.carom.core.click.ClickStats.Scope;
import dev.carom.core.click.TrafficClass;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of counts: which time, in which steps, of whom. Both ends are moved outwards to where a
 * step begins.
 *
 * @param from when the first step begins
 * @param to when the last one ends
 * @param traffic the classes in the series
 */
record StatsQuery(
    ZonedDateTime from, ZonedDateTime to, Interval interval, Set<TrafficClass> traffic) {

  static final Set<String> PARAMETERS = Set.of("from", "to", "interval", "tz", "class");

  private static final int MAX_STEPS = 2000;

  /**
   * Reads the parameters, which are {@link #PARAMETERS} and each given once at most.
   *
   * @throws ProblemException with all that is wrong with them
   */
  static StatsQuery parse(QueryParams parameters, Instant now) {
    FieldErrors errors = new FieldErrors();
    Interval interval = interval(parameters.get("interval"), errors);
    ClickParameters clicks = new ClickParameters(parameters, errors);
    Set<TrafficClass> traffic = clicks.traffic();
    ZoneId zone = clicks.zone();
    ZonedDateTime end = clicks.time("to", zone);
    ZonedDateTime to = ceil(interval, end == null ? now.atZone(zone) : end);
    ZonedDateTime begin = clicks.time("from", zone);
    ZonedDateTime from =
        interval.floor(begin == null ? to.minusDays(ClickParameters.DEFAULT_DAYS) : begin);
    if (!from.isBefore(to)) {
      errors.add("from", "must be before to");
    } else if (interval.count(from.toInstant(), to.toInstant()) > MAX_STEPS) {
      errors.add("interval", "makes more than %d steps; take a longer one".formatted(MAX_STEPS));
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    return new StatsQuery(from, to, interval, traffic);
  }

  Query of(Scope scope) {
    return new Query(scope, from.toInstant(), to.toInstant(), interval, from.getZone(), traffic);
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

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
