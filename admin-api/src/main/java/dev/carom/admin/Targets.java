package dev.carom.admin;

import dev.carom.core.link.LinkStore.Minted.TargetRefused;
import dev.carom.core.link.TargetUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The targets of some links, of which a policy is asked all at once. For one thread. */
final class Targets {

  private final List<Pair> pairs = new ArrayList<>();

  private record Pair(@Nullable TargetUrl target, @Nullable TargetUrl whenExpired) {}

  /**
   * Adds the targets of a link; null is none.
   *
   * @param whenExpired where it leads when it has expired
   */
  void add(@Nullable TargetUrl target, @Nullable TargetUrl whenExpired) {
    pairs.add(new Pair(target, whenExpired));
  }

  /** Returns what the policy says against the links, in their order; null of most. */
  List<@Nullable TargetRefused> refusals(TargetPolicy policy) {
    List<TargetUrl> targets = new ArrayList<>(pairs.size());
    for (Pair pair : pairs) {
      if (pair.target != null) {
        targets.add(pair.target);
      }
      if (pair.whenExpired != null) {
        targets.add(pair.whenExpired);
      }
    }
    Iterator<@Nullable String> answers =
        targets.isEmpty() ? Collections.emptyIterator() : policy.refusals(targets).iterator();
    List<@Nullable TargetRefused> refusals = new ArrayList<>(pairs.size());
    for (Pair pair : pairs) {
      String first = pair.target == null ? null : answers.next();
      String second = pair.whenExpired == null ? null : answers.next();
      if (first != null) {
        refusals.add(new TargetRefused(false, first));
      } else {
        refusals.add(second == null ? null : new TargetRefused(true, second));
      }
    }
    return refusals;
  }
}
