package dev.carom.admin;

import dev.carom.core.link.TargetUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says where links may lead. Usable by any thread. */
interface TargetPolicy {

  /**
   * Returns why links may not lead to targets, in their order; null for those to which they may.
   * Blocks.
   *
   * @throws dev.carom.core.link.StoreException if it cannot be told now
   */
  List<@Nullable String> refusals(List<TargetUrl> targets);

  /** A policy that asks another for what this one does not refuse. */
  default TargetPolicy then(TargetPolicy next) {
    return targets -> {
      List<@Nullable String> refusals = new ArrayList<>(refusals(targets));
      List<TargetUrl> left = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        if (refusals.get(i) == null) {
          left.add(targets.get(i));
        }
      }
      Iterator<@Nullable String> others =
          left.isEmpty() ? Collections.emptyIterator() : next.refusals(left).iterator();
      refusals.replaceAll(refusal -> refusal == null ? others.next() : refusal);
      return refusals;
    };
  }
}
