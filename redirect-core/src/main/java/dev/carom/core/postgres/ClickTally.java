package dev.carom.core.postgres;

import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.TrafficClass;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What some clicks add to the rollups, added up before it gets there.
 *
 * <p>All maps are in the order of their keys, the same for everybody who ships, who therefore wait
 * for each other and never in a circle. All links of a workspace together come last: what everybody
 * adds to is held the shortest.
 */
final class ClickTally {

  static final long QUARTER = Duration.ofMinutes(15).toMillis();
  static final long DAY = Duration.ofDays(1).toMillis();

  private static final Dimension[] DIMENSIONS = Dimension.values();

  /** A row of {@code click_count}. */
  record Bucket(long linkId, long startMillis, TrafficClass traffic) implements Comparable<Bucket> {

    /** The bucket of a link, or of several together, in which a click is counted. */
    static Bucket of(long linkId, Counted click) {
      return new Bucket(linkId, floor(click.timeMillis(), QUARTER), click.traffic());
    }

    private Bucket withLink(long other) {
      return new Bucket(other, startMillis, traffic);
    }

    @Override
    public int compareTo(Bucket other) {
      int byLink = compareLinks(linkId, other.linkId);
      if (byLink != 0) {
        return byLink;
      }
      int byStart = Long.compare(startMillis, other.startMillis);
      return byStart != 0 ? byStart : traffic.compareTo(other.traffic);
    }
  }

  /** A row of {@code click_visitors}. */
  record VisitorDay(long linkId, LocalDate day, TrafficClass traffic)
      implements Comparable<VisitorDay> {

    private static final Comparator<VisitorDay> ORDER =
        ((Comparator<VisitorDay>) (one, other) -> compareLinks(one.linkId, other.linkId))
            .thenComparing(VisitorDay::day)
            .thenComparing(VisitorDay::traffic);

    @Override
    public int compareTo(VisitorDay other) {
      return ORDER.compare(this, other);
    }
  }

  /** A row of {@code click_breakdown}. */
  record Part(
      long linkId,
      Dimension dimension,
      int minutes,
      long startMillis,
      TrafficClass traffic,
      String value)
      implements Comparable<Part> {

    private static final Comparator<Part> ORDER =
        ((Comparator<Part>) (one, other) -> compareLinks(one.linkId, other.linkId))
            .thenComparing(Part::dimension)
            .thenComparingInt(Part::minutes)
            .thenComparingLong(Part::startMillis)
            .thenComparing(Part::traffic)
            .thenComparing(Part::value);

    @Override
    public int compareTo(Part other) {
      return ORDER.compare(this, other);
    }
  }

  /** How many clicks of a bucket have which values. */
  private static final class Values {

    private final Map<Dimension, Map<String, Long>> clicks = new EnumMap<>(Dimension.class);

    private void add(Counted click) {
      for (Dimension dimension : DIMENSIONS) {
        String known = value(dimension, click);
        clicks
            .computeIfAbsent(dimension, _ -> new HashMap<>())
            .merge(known == null ? "" : known, 1L, Long::sum);
      }
    }

    private static @Nullable String value(Dimension dimension, Counted click) {
      String city = click.city();
      return switch (dimension) {
        case COUNTRY -> click.country();
        case CITY -> city == null || click.country() == null ? city : city + ", " + click.country();
        case REFERRER -> click.referrer();
        case DEVICE -> click.agent().device();
        case BROWSER -> click.agent().browser();
        case OS -> click.agent().os();
        case LANGUAGE -> click.language();
      };
    }
  }

  /** Puts the links of workspaces together, which are negative and 0, behind all others. */
  private static int compareLinks(long one, long other) {
    return Long.compareUnsigned(one - 1, other - 1);
  }

  private final NavigableMap<Bucket, Long> counts;
  private final NavigableMap<Part, Long> parts;
  private final NavigableMap<VisitorDay, List<Counted>> visits;

  private ClickTally(
      NavigableMap<Bucket, Long> counts,
      NavigableMap<Part, Long> parts,
      NavigableMap<VisitorDay, List<Counted>> visits) {
    this.counts = counts;
    this.parts = parts;
    this.visits = visits;
  }

  /**
   * Adds clicks up.
   *
   * @param rolled which of them, by their places, go into the rollups of their own links too
   * @param owners the workspaces in which they are counted
   */
  static ClickTally of(List<Counted> clicks, BitSet rolled, LinkOwners owners) {
    Map<Bucket, Long> counts = new HashMap<>();
    Map<Bucket, Values> values = new HashMap<>();
    Map<VisitorDay, List<Counted>> visits = new HashMap<>();
    for (int i = 0; i < clicks.size(); i++) {
      Counted click = clicks.get(i);
      Bucket bucket = Bucket.of(click.linkId(), click);
      counts.merge(bucket, 1L, Long::sum);
      if (click.linkId() == Click.NO_LINK) {
        continue;
      }
      boolean own = rolled.get(i);
      long together = owners.together(click.linkId());
      Bucket brokenDown = own ? bucket : bucket.withLink(together);
      values.computeIfAbsent(brokenDown, _ -> new Values()).add(click);
      if (click.visitor() != Click.NOBODY) {
        visit(visits, together, click);
        if (own) {
          visit(visits, click.linkId(), click);
        }
      }
    }
    return new ClickTally(
        withTogether(counts, owners), parts(values, owners), new TreeMap<>(visits));
  }

  private static void visit(Map<VisitorDay, List<Counted>> visits, long linkId, Counted click) {
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(click.timeMillis(), DAY));
    visits
        .computeIfAbsent(new VisitorDay(linkId, day, click.traffic()), _ -> new ArrayList<>())
        .add(click);
  }

  /** Adds the counts of all links of each workspace together. */
  private static NavigableMap<Bucket, Long> withTogether(
      Map<Bucket, Long> counts, LinkOwners owners) {
    Map<Bucket, Long> all = new HashMap<>();
    counts.forEach((bucket, clicks) -> {
      if (bucket.linkId != Click.NO_LINK) {
        all.merge(bucket.withLink(owners.together(bucket.linkId)), clicks, Long::sum);
      }
    });
    all.putAll(counts);
    return new TreeMap<>(all);
  }

  private static NavigableMap<Part, Long> parts(Map<Bucket, Values> values, LinkOwners owners) {
    Map<Part, Long> parts = new HashMap<>();
    values.forEach((bucket, of) -> {
      Bucket together = bucket.withLink(owners.together(bucket.linkId));
      of.clicks.forEach((dimension, shares) ->
          shares.forEach((value, clicks) -> {
            add(parts, bucket, dimension, value, clicks);
            if (!together.equals(bucket)) {
              add(parts, together, dimension, value, clicks);
            }
          }));
    });
    return new TreeMap<>(parts);
  }

  private static void add(
      Map<Part, Long> parts, Bucket bucket, Dimension dimension, String value, long clicks) {
    long link = bucket.linkId;
    long start = bucket.startMillis;
    TrafficClass traffic = bucket.traffic;
    parts.merge(new Part(link, dimension, 15, start, traffic, value), clicks, Long::sum);
    long day = floor(start, DAY);
    parts.merge(new Part(link, dimension, 1440, day, traffic, value), clicks, Long::sum);
  }

  private static long floor(long millis, long step) {
    return Math.floorDiv(millis, step) * step;
  }

  /** How many clicks there were. */
  NavigableMap<Bucket, Long> counts() {
    return counts;
  }

  /** How many clicks there were of each kind, of what is rolled. */
  NavigableMap<Part, Long> parts() {
    return parts;
  }

  /** The clicks of visitors who can be told apart, of what is rolled. */
  NavigableMap<VisitorDay, List<Counted>> visits() {
    return visits;
  }
}
