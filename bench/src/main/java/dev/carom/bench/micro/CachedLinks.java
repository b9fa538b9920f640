package dev.carom.bench.micro;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.carom.core.link.ShortCode;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A resolver as a redirect server has it, metrics included, with all {@link SampleLinks} in L1.
 * They stay for the whole run, unlike a server's with a short {@code redirect.cache.ttl}, so that
 * every request is a hit; it fails the run if one is not there at its end.
 */
@State(Scope.Benchmark)
public class CachedLinks {

  private static final LinkResolver.Limits LIMITS =
      new LinkResolver.Limits(64 << 20, Duration.ofDays(1), Duration.ofSeconds(10), 256);

  private final SampleLinks links = new SampleLinks();
  private final Metrics metrics = new Metrics();
  private final LinkResolver resolver;

  /** Fills the cache by resolving each link once. */
  public CachedLinks() {
    Map<ShortCode, Known> store = new HashMap<>();
    ShortCode[] keys = links.keys();
    for (int i = 0; i < keys.length; i++) {
      store.put(keys[i], links.found(i));
    }
    resolver =
        new LinkResolver(
            LIMITS,
            LinkCache.none(),
            code -> store.getOrDefault(code, new Missing(0)),
            metrics.registry(),
            InstantSource.system(),
            Ticker.systemTicker());
    for (ShortCode key : keys) {
      var _ = resolver.resolve(key).join();
    }
    requireCached();
  }

  public SampleLinks links() {
    return links;
  }

  public LinkResolver resolver() {
    return resolver;
  }

  public MeterRegistry registry() {
    return metrics.registry();
  }

  private void requireCached() {
    ShortCode[] keys = links.keys();
    for (int i = 0; i < keys.length; i++) {
      if (!links.found(i).equals(resolver.getIfCached(keys[i]))) {
        throw new IllegalStateException("not in L1: " + keys[i]);
      }
    }
  }

  /** Makes sure that hits were measured, and nothing else. */
  @TearDown(Level.Trial)
  public void close() {
    requireCached();
    resolver.close();
    metrics.close();
  }
}
