package dev.carom.core.postgres;

import dev.carom.core.link.Domain;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of some links that are to be minted needs not be, for who wishes for it will have one that
 * is there already ({@link NewLink#reuse}): one from before, one that was wished for earlier in the
 * same transaction, or where a code is wished for, the link that has it. For one thread.
 */
final class Reuse {

  private final SameLinks same;
  private final List<NewLink> links;
  private final @Nullable Minted[] outcomes;

  /**
   * @param links that are to be minted
   * @param outcomes theirs, as far as they are known
   */
  Reuse(SameLinks same, List<NewLink> links, @Nullable Minted[] outcomes) {
    this.same = same;
    this.links = links;
    this.outcomes = outcomes;
  }

  /** Finds what is there already, before anything is minted that comes later. */
  void findSame(Function<NewLink, Domain> domain) throws SQLException {
    List<SameLinks.Wanted> wanted = new ArrayList<>();
    for (int place = 0; place < links.size(); place++) {
      NewLink link = links.get(place);
      if (link.reuse() && link.code() == null && outcomes[place] == null) {
        wanted.add(new SameLinks.Wanted(place, link, domain.apply(link)));
      }
    }
    if (!wanted.isEmpty()) {
      same.find(wanted)
          .forEach((place, link) -> outcomes[place.intValue()] = new Minted.Found(link));
    }
  }

  /** Finds the links whose codes are wished for once more, where these will do. */
  void findTaken() throws SQLException {
    Map<Integer, ShortCode> taken = new HashMap<>();
    for (int place = 0; place < links.size(); place++) {
      if (links.get(place).reuse() && outcomes[place] instanceof Minted.CodeTaken(ShortCode code)) {
        taken.put(place, code);
      }
    }
    if (taken.isEmpty()) {
      return;
    }
    Map<ShortCode, Link> there = new HashMap<>();
    for (Link link : same.named(taken.values())) {
      there.put(link.code(), link);
    }
    Instant now = Instant.now();
    taken.forEach((place, code) -> {
      Link link = there.get(code);
      if (link != null && link.suffices(links.get(place), now)) {
        outcomes[place] = new Minted.Found(link);
      }
    });
  }

  /**
   * Returns links that shall not be minted, since others will do that are minted now and were
   * wished for earlier; by their places.
   */
  Map<Integer, Integer> twins() {
    Map<Integer, Integer> twins = new HashMap<>();
    if (links.stream().noneMatch(NewLink::reuse)) {
      return twins;
    }
    Instant now = Instant.now();
    Map<TargetUrl, List<Integer>> minted = new HashMap<>();
    for (int place = 0; place < links.size(); place++) {
      NewLink link = links.get(place);
      boolean isGenerated = outcomes[place] == null;
      if (!isGenerated && !(outcomes[place] instanceof Minted.Created)) {
        continue;
      }
      List<Integer> earlier = minted.computeIfAbsent(link.target(), _ -> new ArrayList<>());
      Optional<Integer> twin =
          isGenerated && link.reuse()
              ? earlier.stream().filter(one -> links.get(one).suffices(link, now)).findFirst()
              : Optional.empty();
      if (twin.isPresent()) {
        twins.put(place, twin.get());
      } else {
        earlier.add(place);
      }
    }
    return twins;
  }

  /** Gives links those that were minted in their place. */
  void settle(Map<Integer, Integer> twins) {
    twins.forEach((place, twin) -> {
      if (outcomes[twin] instanceof Minted.Created created) {
        outcomes[place] = new Minted.Found(created.link());
      }
    });
  }
}
