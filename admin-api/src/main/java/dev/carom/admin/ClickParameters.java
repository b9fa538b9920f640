package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import dev.carom.core.click.TrafficClass;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that say which clicks are asked for.
 *
 * @param errors is told what is wrong with them
 */
record ClickParameters(QueryParams parameters, FieldErrors errors) {

  /** How much is told if nothing is said. */
  static final int DEFAULT_DAYS = 30;

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final String ALL = "all";

  /** Which classes are asked for: people, if nothing is said. */
  Set<TrafficClass> traffic() {
    String text = parameters.get("class");
    if (text == null) {
      return Set.of(TrafficClass.HUMAN);
    } else if (text.equals(ALL)) {
      return EnumSet.allOf(TrafficClass.class);
    }
    for (TrafficClass traffic : TrafficClass.values()) {
      if (StatsQuery.name(traffic).equals(text)) {
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

  /** In whose days to reckon. */
  ZoneId zone() {
    String text = parameters.get("tz");
    if (text == null) {
      return UTC;
    }
    // What PostgreSQL takes for the same: offsets have another sign there, and CET has no summer.
    if (text.equals("UTC")
        || (ZoneId.getAvailableZoneIds().contains(text)
            && text.contains("/")
            && !text.startsWith("SystemV/"))) {
      return ZoneId.of(text);
    }
    errors.add("tz", "must be UTC or a time zone by its place, such as Europe/Vienna");
    return UTC;
  }

  /** A date, which means its beginning, or a time; null if it is not given, or wrong. */
  @Nullable ZonedDateTime time(String field, ZoneId zone) {
    return TimeParameter.parse(parameters, field, zone, errors);
  }
}
