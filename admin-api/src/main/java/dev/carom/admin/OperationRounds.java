package dev.carom.admin;

import dev.carom.admin.LinkOperation.Change;
import dev.carom.admin.LinkOperation.Create;
import dev.carom.admin.LinkOperation.Name;
import dev.carom.core.link.Link;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Cuts operations into rounds. What a round mints is minted first, in one transaction, and then its
 * links are changed, in another: so in one round no link is changed twice, for each change has a
 * version of its own, and nothing is minted after a change that decides what becomes of it. Links
 * that have nothing to do with each other share a round, however many. For one thread.
 */
final class OperationRounds {

  /** An operation, and its place among all. */
  record Step<T extends LinkOperation>(int place, T operation) {}

  /** What can be done together. */
  record Round(List<Step<Create>> creations, List<Step<Change>> changes) {

    private Round() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private final List<Round> rounds = new ArrayList<>();

  /** What links are known by here. */
  private final Map<Long, String> labels = new HashMap<>();

  /** Where links lead or have led, as far as it is known. */
  private final Map<String, Set<TargetUrl>> targets = new HashMap<>();

  private Round round = new Round();
  private final Set<String> changed = new HashSet<>();
  private final Set<TargetUrl> touched = new HashSet<>();

  /**
   * @param links those that the operations are about, as far as they are there
   */
  OperationRounds(Collection<Link> links) {
    for (Link link : links) {
      labels.put(link.id(), label(link.code()));
      targetsOf(label(link.code())).add(link.target());
    }
  }

  void add(int place, LinkOperation operation) {
    switch (operation) {
      case Create create -> add(place, create);
      case Change change -> add(place, change);
    }
  }

  /** Returns the rounds, in their order. */
  List<Round> all() {
    cut();
    return rounds;
  }

  private void add(int place, Create create) {
    NewLink link = create.link();
    ShortCode code = link.code();
    if ((code != null && changed.contains(label(code)))
        || (link.reuse() && touched.contains(link.target()))) {
      cut();
    }
    if (code != null) {
      targetsOf(label(code)).add(link.target());
    }
    round.creations.add(new Step<>(place, create));
  }

  private void add(int place, Change change) {
    String label =
        switch (change.name()) {
          case Name.Id(long id) -> labels.getOrDefault(id, "#" + id);
          case Name.Code(ShortCode code) -> label(code);
        };
    if (changed.contains(label)) {
      cut();
    }
    changed.add(label);
    TargetUrl target = change.target();
    if (target != null) {
      targetsOf(label).add(target);
    }
    touched.addAll(targetsOf(label));
    round.changes.add(new Step<>(place, change));
  }

  /** Links of different domains may share one, which costs a round at most. */
  private static String label(ShortCode code) {
    return code.value().toLowerCase(Locale.ROOT);
  }

  private Set<TargetUrl> targetsOf(String label) {
    return targets.computeIfAbsent(label, _ -> new HashSet<>());
  }

  private void cut() {
    rounds.add(round);
    round = new Round();
    changed.clear();
    touched.clear();
  }
}
