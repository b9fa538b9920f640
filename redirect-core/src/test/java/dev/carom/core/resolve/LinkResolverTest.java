package dev.carom.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.resolve.Resolution.Unavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkResolverTest {

  private static final ShortCode CODE = new ShortCode("abc");
  private static final Duration TTL = Duration.ofSeconds(1);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final AtomicInteger reads = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SharedCache shared = new SharedCache();
  private volatile LinkSource source = _ -> found(Found.NEVER);
  private @Nullable LinkResolver resolver;

  /** The shared cache as a map that can be made to fail. */
  private static final class SharedCache implements LinkCache {
    final Map<ShortCode, Known> entries = new ConcurrentHashMap<>();
    volatile boolean broken;

    @Override
    public @Nullable Known get(ShortCode code) {
      failIfBroken();
      return entries.get(code);
    }

    @Override
    public void putIfNewer(ShortCode code, Known reading) {
      failIfBroken();
      entries.put(code, reading);
    }

    private void failIfBroken() {
      if (broken) {
        throw new StoreException("shared cache is broken");
      }
    }

    @Override
    public void close() {}
  }

  private LinkResolver resolver(int maxLoads, Duration missTimeout) {
    resolver =
        new LinkResolver(
            new LinkResolver.Limits(1 << 20, TTL, missTimeout, maxLoads),
            shared,
            code -> {
              reads.incrementAndGet();
              return source.read(code);
            },
            registry,
            () -> Instant.ofEpochMilli(millis.get()),
            nanos::get);
    return resolver;
  }

  private LinkResolver resolver() {
    return resolver(16, Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    if (resolver != null) {
      resolver.close();
    }
  }

  private static Found found(long expiresAtMillis) {
    return new Found(
        new TargetUrl("https://example.com/"), RedirectStatus.FOUND, expiresAtMillis, 7);
  }

  @Test
  void whatWasLoadedIsCachedForItsTime() {
    LinkResolver resolver = resolver();
    assertThat(resolver.getIfCached(CODE)).isNull();
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
    assertThat(resolver.getIfCached(CODE)).isEqualTo(found(Found.NEVER));
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
    assertThat(reads).hasValue(1);

    Awaitility.await().until(() -> shared.entries.containsKey(CODE));
    shared.entries.clear();
    nanos.addAndGet(TTL.toNanos());
    assertThat(resolver.getIfCached(CODE)).isNull();
    resolver.resolve(CODE).join();
    assertThat(reads).hasValue(2);
  }

  @Test
  void absenceIsCachedToo() {
    source = _ -> new Missing(7);
    LinkResolver resolver = resolver();
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Missing(7));
    assertThat(resolver.getIfCached(CODE)).isEqualTo(new Missing(7));
  }

  @Test
  void theSharedCacheIsAskedFirstAndFilledAfterwards() {
    LinkResolver resolver = resolver();
    resolver.resolve(CODE).join();
    Awaitility.await().until(() -> shared.entries.containsKey(CODE));

    nanos.addAndGet(TTL.toNanos());
    source = _ -> new Missing(8);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
    assertThat(reads).hasValue(1);
  }

  @Test
  void aBrokenSharedCacheIsPassedOver() {
    shared.broken = true;
    assertThat(resolver().resolve(CODE).join()).isEqualTo(found(Found.NEVER));
  }

  @Test
  void aBrokenStoreIsUnavailableAndNeverMissing() {
    source =
        _ -> {
          throw new StoreException("store is broken");
        };
    LinkResolver resolver = resolver();
    assertThat(resolver.resolve(CODE).join()).isInstanceOf(Unavailable.class);
    assertThat(resolver.getIfCached(CODE)).isNull();

    source = _ -> found(Found.NEVER);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
  }

  @Test
  void anErrorEndsALoadForAllWhoWait() {
    source =
        _ -> {
          throw new StackOverflowError("made for a test");
        };
    LinkResolver resolver = resolver();
    assertThat(resolver.resolve(CODE).join()).isInstanceOf(Unavailable.class);

    source = _ -> found(Found.NEVER);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
  }

  @Test
  void aLinkIsGoneFromItsExpiryOnInEveryTier() {
    long expiry = millis.get() + 500;
    source = _ -> found(expiry);
    LinkResolver resolver = resolver();
    millis.set(expiry - 1);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(expiry));
    millis.set(expiry);
    assertThat(resolver.getIfCached(CODE)).isEqualTo(new Gone(7));
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Gone(7));

    nanos.addAndGet(TTL.toNanos());
    Awaitility.await().until(() -> shared.entries.containsKey(CODE));
    assertThat(resolver.resolve(CODE).join()).as("from L2").isEqualTo(new Gone(7));
    shared.entries.clear();
    nanos.addAndGet(TTL.toNanos());
    assertThat(resolver.resolve(CODE).join()).as("from the store").isEqualTo(new Gone(7));
  }

  @Test
  void manyWhoWaitShareOneLoad() {
    CountDownLatch release = new CountDownLatch(1);
    source =
        _ -> {
          awaitUninterruptibly(release);
          return found(Found.NEVER);
        };
    LinkResolver resolver = resolver();
    List<CompletableFuture<Resolution>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(resolver.resolve(CODE));
    }
    release.countDown();
    assertThat(waiting)
        .allSatisfy(future -> assertThat(future.join()).isEqualTo(found(Found.NEVER)));
    assertThat(reads).hasValue(1);
  }

  @Test
  void aWaiterIsAnsweredAtItsDeadlineAndTheLoadStillFillsTheCache() {
    CountDownLatch release = new CountDownLatch(1);
    source =
        _ -> {
          awaitUninterruptibly(release);
          return found(Found.NEVER);
        };
    LinkResolver resolver = resolver(16, Duration.ofMillis(50));
    assertThat(resolver.resolve(CODE).join())
        .isEqualTo(new Unavailable("no answer from the stores in time"));
    release.countDown();
    Awaitility.await().until(() -> resolver.getIfCached(CODE) != null);
  }

  @Test
  void oneWaitersDeadlineIsNotAnothers() {
    CountDownLatch release = new CountDownLatch(1);
    source =
        _ -> {
          awaitUninterruptibly(release);
          return found(Found.NEVER);
        };
    LinkResolver resolver = resolver(16, Duration.ofMillis(300));
    CompletableFuture<Resolution> first = resolver.resolve(CODE);
    Awaitility.await().until(first::isDone);
    CompletableFuture<Resolution> second = resolver.resolve(CODE);
    release.countDown();
    assertThat(second.join()).isEqualTo(found(Found.NEVER));
  }

  @Test
  void loadsBeyondTheBoundAreRefusedAtOnce() {
    CountDownLatch release = new CountDownLatch(1);
    source =
        _ -> {
          awaitUninterruptibly(release);
          return found(Found.NEVER);
        };
    LinkResolver resolver = resolver(2, Duration.ofSeconds(20));
    CompletableFuture<Resolution> first = resolver.resolve(new ShortCode("a"));
    CompletableFuture<Resolution> second = resolver.resolve(new ShortCode("b"));
    assertThat(resolver.resolve(new ShortCode("c")).join())
        .isEqualTo(new Unavailable("too many loads are running"));
    assertThat(registry.get("carom.loads.refused").counter().count()).isEqualTo(1);
    release.countDown();
    assertThat(first.join()).isInstanceOf(Found.class);
    assertThat(second.join()).isInstanceOf(Found.class);
    Awaitility.await().until(() -> resolver.resolve(new ShortCode("c")).join() instanceof Found);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
