package dev.carom.admin;

import dev.carom.core.click.ClickStats.Bucket;
import dev.carom.core.click.ClickStats.Counts;
import dev.carom.core.click.TrafficClass;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A link's counts as the API shows them: every step is there, also those without clicks. */
record StatsJson(long total, long uniques, Map<String, Long> byClass, List<Step> series) {

  record Step(String from, long clicks, long uniques) {}

  /** What is said of counts beside them: what was counted. */
  record Meta(String from, String to, String interval, String tz) {

    static Meta of(StatsQuery query) {
      return new Meta(
          Timestamps.format(query.from().toInstant()),
          Timestamps.format(query.to().toInstant()),
          StatsQuery.name(query.interval()),
          query.from().getZone().getId());
    }
  }

  static StatsJson of(StatsQuery query, Counts counts) {
    NavigableMap<Instant, Bucket> counted = new TreeMap<>();
    counts.series().forEach(bucket -> counted.put(bucket.from(), bucket));
    List<Step> series = new ArrayList<>();
    for (ZonedDateTime start = query.from();
        start.isBefore(query.to());
        start = query.interval().next(start)) {
      Instant from = start.toInstant();
      // Where midnight comes twice, PostgreSQL begins the day with the second one.
      Collection<Bucket> step =
          counted.subMap(from, query.interval().next(start).toInstant()).values();
      series.add(
          new Step(
              Timestamps.format(from),
              step.stream().mapToLong(Bucket::clicks).sum(),
              step.stream().mapToLong(Bucket::uniques).sum()));
    }
    return new StatsJson(
        series.stream().mapToLong(Step::clicks).sum(),
        series.stream().mapToLong(Step::uniques).sum(),
        byClass(counts),
        series);
  }

  private static Map<String, Long> byClass(Counts counts) {
    Map<String, Long> byClass = new LinkedHashMap<>();
    for (TrafficClass traffic : TrafficClass.values()) {
      byClass.put(StatsQuery.name(traffic), counts.byClass().getOrDefault(traffic, 0L));
    }
    return byClass;
  }
}
