package dev.carom.admin.edge;

import dev.carom.core.config.EdgeConfig;
import java.net.URI;
import java.util.List;

/** Has the edge drop answers. Usable by any thread. */
public interface EdgePurger extends AutoCloseable {

  /** Opens what purges the edge that is configured. */
  static EdgePurger open(EdgeConfig config) {
    PurgeCalls calls = new PurgeCalls(config.purgeTimeout());
    String key = config.apiKey().reveal();
    List<String> zones = config.zones().words();
    return switch (config.purger()) {
      case NONE -> new NoPurger(calls);
      case VARNISH -> new VarnishPurger(calls, config.nodes().urls());
      case NGINX -> new NginxPurger(calls, config.nodes().urls());
      case CLOUDFLARE -> {
        URI api = config.apiUrl().orElse(URI.create("https://api.cloudflare.com"));
        yield new CloudflarePurger(calls, api, zones, key);
      }
      case FASTLY -> {
        URI api = config.apiUrl().orElse(URI.create("https://api.fastly.com"));
        yield new FastlyPurger(calls, api, zones, key);
      }
    };
  }

  /**
   * Returns when all of the edge has dropped some answers; those that are on their way to it may
   * come after that.
   *
   * @throws PurgeException if not all of it has; each part of it was asked nevertheless
   */
  void purge(List<EdgeObject> objects);

  @Override
  void close();
}
