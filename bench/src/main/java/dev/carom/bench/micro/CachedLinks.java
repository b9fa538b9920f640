package dev.carom.bench.micro;

import dev.carom.core.change.Lease;
import dev.carom.core.link.ShortCode;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A resolver as a redirect server has it, metrics included, with all {@link SampleLinks} in L1.
 * Every request is a hit; it fails the run if a link is not there at its end.
 */
@State(Scope.Benchmark)
public class CachedLinks {

  private static final LinkResolver.Limits LIMITS =
      new LinkResolver.Limits(64 << 20, Duration.ofSeconds(10), 256, 1, 1, 64);

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
            new Source(store),
            List.of(),
            _ -> -1,
            Lease.forever(),
            metrics.registry(),
            InstantSource.system());
    for (ShortCode key : keys) {
      var _ = resolver.resolve(key).join();
    }
    requireCached();
  }

  /** Links that nobody changes. */
  private record Source(Map<ShortCode, Known> links) implements LinkSource {

    @Override
    public List<Known> read(List<Wanted> codes) {
      return codes.stream()
          .map(wanted -> links.getOrDefault(wanted.code(), new Missing(0)))
          .toList();
    }

    @Override
    public long lastId() {
      return 0;
    }

    @Override
    public void customCodes(Consumer<ShortCode> to) {
      links.keySet().forEach(to);
    }
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
      if (!links.found(i).equals(resolver.getIfCached(CodeKey.of(keys[i])))) {
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
