package dev.carom.core.safety;

import dev.carom.core.link.TargetUrl;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rules that targets are held against: by their hosts, so that only rules for a target's host, or
 * for what that is a subdomain of, are looked at. Immutable.
 */
public final class Blocklist {

  /** What a store of rules holds at most. */
  public static final int MAX_RULES = 10_000;

  public static final Blocklist EMPTY = new Blocklist(List.of());

  private final Map<String, List<TargetRule>> byHost;

  public Blocklist(Collection<TargetRule> rules) {
    this.byHost =
        rules.stream()
            .collect(Collectors.groupingBy(TargetRule::host, Collectors.toUnmodifiableList()));
  }

  public boolean isEmpty() {
    return byHost.isEmpty();
  }

  /** Returns a rule that a target meets, or null if links may lead there. */
  public @Nullable TargetRule match(TargetUrl target) {
    if (isEmpty()) {
      return null;
    }
    TargetParts parts = TargetParts.of(target);
    for (String host : parts.hostAndParents()) {
      for (TargetRule rule : byHost.getOrDefault(host, List.of())) {
        if (rule.isMetBy(parts)) {
          return rule;
        }
      }
    }
    return null;
  }

  /** Returns the hosts for which there might be rules that some targets meet; "" is any. */
  public static Set<String> hosts(Collection<TargetUrl> targets) {
    Set<String> hosts = new HashSet<>();
    for (TargetUrl target : targets) {
      hosts.addAll(TargetParts.of(target).hostAndParents());
    }
    return hosts;
  }
}
