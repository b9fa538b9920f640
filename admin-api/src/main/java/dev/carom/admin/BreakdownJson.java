package dev.carom.admin;

import dev.carom.core.click.ClickStats.Breakdown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clicks by what they have in common, as the API shows them.
 *
 * @param others clicks of values that are not told, for there are more than the limit
 */
record BreakdownJson(long total, List<Share> values, long others) {

  /**
   * @param value null if it is not known
   */
  record Share(@Nullable String value, long clicks) {}

  /** What is said beside them: what was counted. */
  record Meta(String from, String to, String tz, int limit) {

    static Meta of(StatsQuery query, int limit) {
      StatsJson.Meta meta = StatsJson.Meta.of(query);
      return new Meta(meta.from(), meta.to(), meta.tz(), limit);
    }
  }

  static BreakdownJson of(Breakdown breakdown) {
    List<Share> values =
        breakdown.shares().stream()
            .map(share -> new Share(share.value().isEmpty() ? null : share.value(), share.clicks()))
            .toList();
    long told = values.stream().mapToLong(Share::clicks).sum();
    return new BreakdownJson(breakdown.total(), values, breakdown.total() - told);
  }
}
