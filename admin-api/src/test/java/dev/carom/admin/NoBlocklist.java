package dev.carom.admin;

import dev.carom.core.link.TargetUrl;
import dev.carom.core.safety.Blocklist;
import dev.carom.core.safety.BlocklistStore;
import dev.carom.core.safety.TargetRule;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blocklist on which there is nothing. */
final class NoBlocklist implements BlocklistStore {

  @Override
  public @Nullable Entry add(TargetRule rule, String reason) {
    return null;
  }

  @Override
  public @Nullable Entry remove(long id) {
    return null;
  }

  @Override
  public @Nullable Entry find(long id) {
    return null;
  }

  @Override
  public List<Entry> list(long before, int limit) {
    return List.of();
  }

  @Override
  public Blocklist concerning(Collection<TargetUrl> targets) {
    return Blocklist.EMPTY;
  }

  @Override
  public long lastChange() {
    return 0;
  }
}
