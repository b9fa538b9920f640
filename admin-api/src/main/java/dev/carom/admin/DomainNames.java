package dev.carom.admin;

import dev.carom.core.link.Domain;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.HostName;
import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.Link;
import dev.carom.core.link.ShortCode;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What domains, and the short URLs on them, are called outside. The default domain's host is that
 * of {@code link.base-url}, whose scheme holds for all. Usable by any thread.
 */
final class DomainNames {

  private final URI baseUrl;
  private final String defaultHost;
  private final DomainStore store;

  DomainNames(URI baseUrl, DomainStore store) {
    this.baseUrl = baseUrl;
    this.defaultHost = HostName.parse(baseUrl.getHost()).withoutRootDot();
    this.store = store;
  }

  /** Returns the host that a domain has outside. */
  String host(@Nullable String domain) {
    return domain == null ? defaultHost : domain;
  }

  String shortUrl(Link link) {
    String domain = link.domain();
    String base = domain == null ? baseUrl.toString() : baseUrl.getScheme() + "://" + domain;
    return base + "/" + link.code().value();
  }

  /**
   * Reads a host, in its one form.
   *
   * @throws InvalidValueException if it is none
   */
  static String parse(String text) {
    return HostName.parse(text).withoutRootDot();
  }

  /** Returns what a domain with a host is found by: null for the default domain's. */
  @Nullable String domain(@Nullable String host) {
    return defaultHost.equals(host) ? null : host;
  }

  /** Returns the domain with a host, or null if there is none. Blocks. */
  DomainStore.@Nullable Entry find(String text) {
    String host;
    try {
      host = domain(parse(text));
    } catch (InvalidValueException _) {
      return null;
    }
    return host == null ? store.find(ShortCode.DEFAULT_DOMAIN) : store.find(host);
  }

  /** Returns the domain that answers under a host, be it its own or not. Blocks. */
  Domain answering(@Nullable String host) {
    DomainStore.Entry entry = host == null ? null : find(host);
    if (entry == null) {
      entry = store.find(ShortCode.DEFAULT_DOMAIN);
    }
    return entry == null ? Domain.DEFAULT : entry.domain();
  }

  /**
   * Returns the domain that somebody has named.
   *
   * @throws InvalidValueException if there is none
   */
  Domain require(String text) {
    DomainStore.Entry entry = find(text);
    if (entry == null) {
      throw new InvalidValueException(
          "%s is no domain here; %s lists them"
              .formatted(JsonObject.quote(text), DomainRoutes.DOMAINS));
    }
    return entry.domain();
  }
}
