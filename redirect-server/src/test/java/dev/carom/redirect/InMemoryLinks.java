package dev.carom.redirect;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Links without a store, for tests of what happens before one is asked. */
final class InMemoryLinks implements LinkSource {

  private final Map<ShortCode, Known> links = new ConcurrentHashMap<>();

  InMemoryLinks with(String code, String target) {
    links.put(
        new ShortCode(code),
        new Found(new TargetUrl(target), RedirectStatus.FOUND, Found.NEVER, 1));
    return this;
  }

  @Override
  public Known read(ShortCode code) {
    return links.getOrDefault(code, new Missing(1));
  }

  /** Returns a resolver that keeps what it has read. */
  LinkResolver resolver() {
    return new LinkResolver(
        new LinkResolver.Limits(1 << 20, Duration.ofHours(1), Duration.ofSeconds(10), 100),
        LinkCache.none(),
        this,
        new SimpleMeterRegistry(),
        InstantSource.system(),
        Ticker.systemTicker());
  }
}
