package dev.carom.core.resolve;

import dev.carom.core.link.Domain;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All domains, by their hosts. Immutable. */
public final class Domains {

  /** The default domain alone, under any host. */
  public static final Domains NONE = new Domains(List.of(Domain.DEFAULT));

  private final Domain defaultDomain;

  private final Map<Integer, Domain> byId = new HashMap<>();

  /** A host's bytes are looked for as a code's are. */
  private final Map<CodeKey, Domain> byHost = new HashMap<>();

  /**
   * @param all the domains; the default one need not be among them
   */
  Domains(Collection<Domain> all) {
    Domain found = Domain.DEFAULT;
    for (Domain domain : all) {
      byId.put(domain.id(), domain);
      if (domain.host() == null) {
        found = domain;
      } else {
        byte[] host = domain.host().getBytes(StandardCharsets.US_ASCII);
        byHost.put(new CodeKey().view(host, 0, host.length), domain);
      }
    }
    this.defaultDomain = found;
  }

  /** The domain that answers under any host that is no other's. */
  public Domain defaultDomain() {
    return defaultDomain;
  }

  /** Whether the default domain is the only one. */
  public boolean isSingle() {
    return byHost.isEmpty();
  }

  /** Returns the domain with an id as it is here, or the one that is given if there is none. */
  public Domain current(Domain domain) {
    return byId.getOrDefault(domain.id(), domain);
  }

  /**
   * Returns the domain of a host, or null if it is no domain's. On the hot path.
   *
   * @param host a view of its bytes, in lower case and without a port
   */
  public @Nullable Domain get(CodeKey host) {
    return byHost.get(host);
  }
}
