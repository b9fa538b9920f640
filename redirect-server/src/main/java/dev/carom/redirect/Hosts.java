package dev.carom.redirect;

import dev.carom.core.config.HostNames;
import dev.carom.core.link.Domain;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Domains;
import dev.carom.redirect.FollowerFields.Name;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells which domain is asked, by the host. On the hot path: it looks at the host only where it can
 * make a difference, and allocates nothing. Usable by any thread.
 */
final class Hosts {

  private final Supplier<Domains> domains;

  /** Under which the default domain answers; none if it does under any. */
  private final Set<CodeKey> defaultHosts;

  Hosts(Supplier<Domains> domains, HostNames defaultHosts) {
    this.domains = domains;
    this.defaultHosts =
        defaultHosts.names().stream().map(Hosts::key).collect(Collectors.toUnmodifiableSet());
  }

  private static CodeKey key(String host) {
    byte[] bytes = host.getBytes(StandardCharsets.US_ASCII);
    return new CodeKey().view(bytes, 0, bytes.length);
  }

  /** Returns the domain that a request asks, or null if its host is none's. */
  @Nullable Domain of(FollowerFields fields) {
    return of(fields, new CodeKey());
  }

  /**
   * Returns the domain that a request asks, or null if its host is none's. Capitals among the
   * host's bytes are made small.
   *
   * @param view is moved
   */
  @Nullable Domain of(FollowerFields fields, CodeKey view) {
    Domains now = domains.get();
    if (now.isSingle() && defaultHosts.isEmpty()) {
      return now.defaultDomain();
    }
    if (fields.has(Name.HOST)) {
      view(fields.bytes(), fields.from(Name.HOST), fields.to(Name.HOST), view);
    } else {
      view.view(fields.bytes(), 0, 0);
    }
    Domain found = now.get(view);
    if (found != null) {
      return found;
    }
    return defaultHosts.isEmpty() || defaultHosts.contains(view) ? now.defaultDomain() : null;
  }

  /** Returns the domain with this one's id as it is now, or this one if there is none. */
  Domain current(Domain domain) {
    return domains.get().current(domain);
  }

  /** Makes a view of a host as domains have it: in small letters, without port and final dot. */
  private static void view(byte[] bytes, int from, int to, CodeKey view) {
    Bytes.toLowerCase(bytes, from, to);
    int end = to;
    while (end > from && Bytes.isDigit(bytes[end - 1])) {
      end--;
    }
    // Not the colon within an address of IPv6, which ends with a bracket.
    end = end > from && bytes[end - 1] == ':' ? end - 1 : to;
    if (end > from && bytes[end - 1] == '.') {
      end--;
    }
    view.view(bytes, from, end);
  }
}
