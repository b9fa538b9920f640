package dev.carom.redirect;

import dev.carom.core.change.Lease;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Links without a store, for tests of what happens before one is asked. */
final class InMemoryLinks implements LinkSource {

  private final Map<ShortCode, Known> links = new ConcurrentHashMap<>();

  InMemoryLinks with(String code, String target) {
    links.put(
        new ShortCode(code),
        new Found(7, new TargetUrl(target), RedirectStatus.FOUND, Found.NEVER, false, 1));
    return this;
  }

  @Override
  public List<Known> read(List<Wanted> codes) {
    return codes.stream().map(wanted -> links.getOrDefault(wanted.code(), new Missing(1))).toList();
  }

  @Override
  public long lastId() {
    return 0;
  }

  @Override
  public void customCodes(Consumer<ShortCode> to) {
    links.keySet().forEach(to);
  }

  /** Returns a resolver that keeps what it has read. */
  LinkResolver resolver() {
    return new LinkResolver(
        new LinkResolver.Limits(1 << 20, Duration.ofSeconds(10), 100, 1, 1, 1),
        LinkCache.none(),
        this,
        List.of(),
        _ -> -1,
        Lease.forever(),
        new SimpleMeterRegistry(),
        InstantSource.system());
  }
}
