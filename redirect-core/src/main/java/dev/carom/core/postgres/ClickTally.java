package dev.carom.core.postgres;

import dev.carom.core.click.Agent;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.TrafficClass;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
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

  /** A row of {@code click_count}. */
  record Bucket(long linkId, long startMillis, TrafficClass traffic) implements Comparable<Bucket> {

    /** The bucket of a link, or of several together, in which a click is counted. */
    static Bucket of(long linkId, Counted click) {
      return new Bucket(linkId, floor(click.timeMillis(), QUARTER), click.traffic());
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

  /** What clicks have in common that need not be told apart. */
  private record Kind(
      Bucket bucket,
      @Nullable String country,
      @Nullable String city,
      @Nullable String referrer,
      @Nullable String language,
      Agent agent) {

    private static Kind of(Bucket bucket, Counted click) {
      return new Kind(
          bucket, click.country(), click.city(), click.referrer(), click.language(), click.agent());
    }

    private @Nullable String value(Dimension dimension) {
      return switch (dimension) {
        case COUNTRY -> country;
        case CITY -> city == null || country == null ? city : city + ", " + country;
        case REFERRER -> referrer;
        case DEVICE -> agent.device();
        case BROWSER -> agent.browser();
        case OS -> agent.os();
        case LANGUAGE -> language;
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
    Map<Kind, Long> kinds = new HashMap<>();
    Map<VisitorDay, List<Counted>> visits = new HashMap<>();
    for (int i = 0; i < clicks.size(); i++) {
      Counted click = clicks.get(i);
      counts.merge(Bucket.of(click.linkId(), click), 1L, Long::sum);
      if (click.linkId() == Click.NO_LINK) {
        continue;
      }
      boolean own = rolled.get(i);
      long together = owners.together(click.linkId());
      long kindOf = own ? click.linkId() : together;
      kinds.merge(Kind.of(Bucket.of(kindOf, click), click), 1L, Long::sum);
      if (click.visitor() != Click.NOBODY) {
        visit(visits, together, click);
        if (own) {
          visit(visits, click.linkId(), click);
        }
      }
    }
    return new ClickTally(
        withTogether(counts, owners), parts(kinds, owners), new TreeMap<>(visits));
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
    NavigableMap<Bucket, Long> all = new TreeMap<>(counts);
    counts.forEach((bucket, clicks) -> {
      if (bucket.linkId != Click.NO_LINK) {
        Bucket together = new Bucket(owners.together(bucket.linkId), bucket.startMillis, bucket.traffic);
        all.merge(together, clicks, Long::sum);
      }
    });
    return all;
  }

  private static NavigableMap<Part, Long> parts(Map<Kind, Long> kinds, LinkOwners owners) {
    Map<Part, Long> parts = new HashMap<>();
    kinds.forEach((kind, clicks) -> {
      for (Dimension dimension : Dimension.values()) {
        String known = kind.value(dimension);
        String value = known == null ? "" : known;
        long link = kind.bucket.linkId;
        long together = owners.together(link);
        add(parts, link, dimension, kind.bucket, value, clicks);
        if (link != together) {
          add(parts, together, dimension, kind.bucket, value, clicks);
        }
      }
    });
    return new TreeMap<>(parts);
  }

  private static void add(
      Map<Part, Long> parts,
      long linkId,
      Dimension dimension,
      Bucket bucket,
      String value,
      long clicks) {
    long start = bucket.startMillis;
    TrafficClass traffic = bucket.traffic;
    parts.merge(new Part(linkId, dimension, 15, start, traffic, value), clicks, Long::sum);
    long day = floor(start, DAY);
    parts.merge(new Part(linkId, dimension, 1440, day, traffic, value), clicks, Long::sum);
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
