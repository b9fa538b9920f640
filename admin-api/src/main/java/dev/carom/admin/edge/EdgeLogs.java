package dev.carom.admin.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carom.admin.edge.EdgeLine.Answered;
import dev.carom.admin.edge.EdgeLine.PassedOn;
import dev.carom.admin.edge.EdgeLine.Unreadable;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.click.EdgeClicks;
import dev.carom.core.click.EdgeClicks.Follow;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.edge.EdgeLogStore.Lines;
import dev.carom.core.link.Domain;
import dev.carom.core.link.ShortCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which clicks lines of the edge's logs are. A code means one link for good, so what was
 * found once is not looked up again. Usable by any thread.
 */
public final class EdgeLogs {

  /** Links whose ids are remembered. */
  private static final int REMEMBERED = 100_000;

  /** How long it may take until a new domain's links are found. */
  private static final Duration DOMAINS_FOR = Duration.ofSeconds(10);

  private final EdgeLogStore store;
  private final EdgeLines reader;
  private final EdgeClicks clicks = new EdgeClicks();
  private final Cache<ShortCode, Long> ids = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  /** The domains by their hosts, the default one by none, and when they were read. */
  private record Domains(Map<String, Domain> byHost, Domain defaultDomain, long readNanos) {}

  private volatile @Nullable Domains domains;

  public EdgeLogs(EdgeLogStore store, EdgeLines reader) {
    this.store = store;
    this.reader = reader;
  }

  /**
   * A line that could not be counted as it stands.
   *
   * @param place its place among the lines, from 0 on
   */
  public record Refused(int place, Unreadable why) {}

  /**
   * A click.
   *
   * @param place its line's place
   * @param requestId its request's, or null if the line has none
   */
  public record Found(int place, @Nullable String requestId, Counted click) {}

  /** What lines tell. */
  public record Reading(List<Found> found, List<Refused> refused, Lines lines) {

    public List<Counted> clicks() {
      return found.stream().map(Found::click).toList();
    }
  }

  /**
   * Reads lines.
   *
   * @throws dev.carom.core.link.StoreException if it cannot be told which links they are about
   */
  public Reading read(List<byte[]> lines) {
    List<Refused> refused = new ArrayList<>();
    Map<Integer, Answered> answered = new HashMap<>();
    int passed = 0;
    for (int place = 0; place < lines.size(); place++) {
      switch (reader.read(lines.get(place))) {
        case Answered line -> answered.put(place, line);
        case PassedOn _ -> passed++;
        case Unreadable why -> refused.add(new Refused(place, why));
      }
    }
    List<Found> found = answered.isEmpty() ? List.of() : found(answered, lines.size());
    return new Reading(
        found,
        refused,
        new Lines(answered.size(), answered.size() - found.size(), refused.size(), passed));
  }

  private List<Found> found(Map<Integer, Answered> answered, int lines) {
    clicks.refresh(store.clicks());
    Domains known = domains();
    Map<Integer, ShortCode> codes = new HashMap<>();
    answered.forEach((place, line) -> {
      ShortCode code = code(line, known);
      if (code != null) {
        codes.put(place, code);
      }
    });
    Map<ShortCode, Long> links = links(codes);
    List<Found> found = new ArrayList<>(answered.size());
    for (int place = 0; place < lines; place++) {
      Answered line = answered.get(place);
      Long link = line == null ? null : links.get(codes.get(place));
      if (line != null && link != null) {
        found.add(new Found(place, line.id(), clicks.counted(follow(line, link))));
      }
    }
    return found;
  }

  private static Follow follow(Answered line, long link) {
    return new Follow(
        line.timeMillis(),
        link,
        line.flags(),
        line.client(),
        line.agent(),
        line.referrer(),
        line.language(),
        line.country(),
        line.recognised());
  }

  private static @Nullable ShortCode code(Answered line, Domains known) {
    // An absolute-form need not have a path.
    ShortCode code = line.path().isEmpty() ? null : ShortCode.parse(line.path().substring(1));
    Domain domain = known.byHost.getOrDefault(line.host(), known.defaultDomain);
    return code == null ? null : domain.code(code);
  }

  private Domains domains() {
    Domains known = domains;
    if (known == null || System.nanoTime() - known.readNanos > DOMAINS_FOR.toNanos()) {
      Map<String, Domain> byHost = new HashMap<>();
      Domain defaultDomain = Domain.DEFAULT;
      for (Domain domain : store.domains()) {
        if (domain.host() == null) {
          defaultDomain = domain;
        } else {
          byHost.put(domain.host(), domain);
        }
      }
      known = new Domains(byHost, defaultDomain, System.nanoTime());
      domains = known;
    }
    return known;
  }

  private Map<ShortCode, Long> links(Map<Integer, ShortCode> codes) {
    Map<ShortCode, Long> links = new HashMap<>();
    Set<ShortCode> unknown = new HashSet<>();
    for (ShortCode code : new HashSet<>(codes.values())) {
      Long id = ids.getIfPresent(code);
      if (id == null) {
        unknown.add(code);
      } else {
        links.put(code, id);
      }
    }
    if (!unknown.isEmpty()) {
      store
          .links(unknown)
          .forEach((code, id) -> {
            ids.put(code, id);
            links.put(code, id);
          });
    }
    return links;
  }
}
