package dev.carom.admin;

import dev.carom.core.link.TargetUrl;
import dev.carom.core.safety.Blocklist;
import dev.carom.core.safety.BlocklistStore;
import dev.carom.core.safety.TargetRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the blocklist says. It is asked each time, so a new rule holds at once; one question
 * does for the links of some requests.
 */
final class BlocklistPolicy implements TargetPolicy {

  private static final int MAX_TOGETHER = 64;

  /** A link's target, and where it leads when it has expired. */
  private static final int TARGETS_OF_A_LINK = 2;

  private final BlocklistStore store;
  private final Batcher<BlocklistStore, List<TargetUrl>, Blocklist> together =
      new Batcher<>(MAX_TOGETHER, this::concerning);

  BlocklistPolicy(BlocklistStore store) {
    this.store = store;
  }

  @Override
  public List<@Nullable String> refusals(List<TargetUrl> targets) {
    Blocklist blocklist =
        targets.size() <= TARGETS_OF_A_LINK
            ? together.call(store, targets)
            : store.concerning(targets);
    List<@Nullable String> refusals = new ArrayList<>(targets.size());
    for (TargetUrl target : targets) {
      TargetRule rule = blocklist.match(target);
      refusals.add(
          rule == null ? null : "must not lead where \"%s\" is blocked".formatted(rule.pattern()));
    }
    return refusals;
  }

  private List<Blocklist> concerning(List<List<TargetUrl>> questions) {
    List<TargetUrl> targets = questions.stream().flatMap(List::stream).toList();
    return Collections.nCopies(questions.size(), store.concerning(targets));
  }
}
