package dev.carom.admin;

import dev.carom.core.link.TargetUrl;
import dev.carom.core.safety.Blocklist;
import dev.carom.core.safety.BlocklistStore;
import dev.carom.core.safety.TargetRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses what the blocklist says. It is asked each time, so a new rule holds at once. */
record BlocklistPolicy(BlocklistStore store) implements TargetPolicy {

  @Override
  public List<@Nullable String> refusals(List<TargetUrl> targets) {
    Blocklist blocklist = store.concerning(targets);
    List<@Nullable String> refusals = new ArrayList<>(targets.size());
    for (TargetUrl target : targets) {
      TargetRule rule = blocklist.match(target);
      refusals.add(
          rule == null ? null : "must not lead where \"%s\" is blocked".formatted(rule.pattern()));
    }
    return refusals;
  }
}
