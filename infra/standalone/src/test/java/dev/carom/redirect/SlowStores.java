package dev.carom.redirect;

import dev.carom.core.Stores;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores whose readings take a while to arrive, so that changes overtake them. */
final class SlowStores {

  private static final Duration UNDER_WAY = Duration.ofMillis(150);

  private SlowStores() {}

  /** Readings arrive late, and say how old they are. */
  static Stores honest(Stores stores) {
    return slow(stores, known -> known);
  }

  /** Readings arrive late, and claim to be newer than any change. */
  static Stores timeless(Stores stores) {
    return slow(
        stores,
        known ->
            switch (known) {
              case Found found ->
                  new Found(
                      found.id(),
                      found.target(),
                      found.status(),
                      found.period(),
                      found.limited(),
                      Long.MAX_VALUE);
              case Missing _ -> new Missing(Long.MAX_VALUE);
              case Gone _ -> new Gone(Long.MAX_VALUE);
              case Blocked _ -> new Blocked(Long.MAX_VALUE);
            });
  }

  private static Stores slow(Stores stores, UnaryOperator<Known> arrival) {
    return new Stores(
        stores.installation(),
        stores.links(),
        new SlowSource(stores.source(), arrival),
        stores.replicas(),
        stores.uses(),
        new SlowCache(stores.cache(), arrival),
        stores.changes(),
        stores.leases(),
        stores.reports(),
        stores.workspaces(),
        stores.keys(),
        stores.audit(),
        stores.domains(),
        stores.blocklist(),
        stores.answers(),
        stores.edge(),
        stores.sweep(),
        stores.codes());
  }

  private static void travel() {
    try {
      Thread.sleep(UNDER_WAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted", e);
    }
  }

  private record SlowSource(LinkSource source, UnaryOperator<Known> arrival) implements LinkSource {

    @Override
    public List<Known> read(List<Wanted> codes) {
      List<Known> readings = source.read(codes);
      travel();
      return readings.stream().map(arrival).toList();
    }

    @Override
    public long lastId() {
      return source.lastId();
    }

    @Override
    public void customCodes(Consumer<ShortCode> to) {
      source.customCodes(to);
    }
  }

  private record SlowCache(LinkCache cache, UnaryOperator<Known> arrival) implements LinkCache {

    @Override
    public @Nullable Known get(ShortCode code) {
      Known known = cache.get(code);
      travel();
      return known == null ? null : arrival.apply(known);
    }

    @Override
    public void putIfNewer(ShortCode code, Known reading) {
      cache.putIfNewer(code, reading);
    }

    @Override
    public boolean isThere() {
      return cache.isThere();
    }

    @Override
    public void close() {
      cache.close();
    }
  }
}
