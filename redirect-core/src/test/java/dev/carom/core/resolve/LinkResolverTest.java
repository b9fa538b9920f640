package dev.carom.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.change.Change;
import dev.carom.core.change.Lease;
import dev.carom.core.change.LeaseControl;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.EdgeKey;
import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.LinkSource.Wanted;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkResolverTest {

  private static final ShortCode CODE = new ShortCode("abc");
  private static final CodeKey KEY = CodeKey.of(CODE);
  private static final Change CHANGE = new Change(8, CODE, true);

  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final AtomicInteger reads = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MapCache shared = new MapCache();
  private final Lease lease = new Lease(Lease.OnPartition.REFUSE, Duration.ofMillis(200));
  private volatile Function<ShortCode, Known> source = _ -> found(Found.NEVER);
  private final Map<ShortCode, Long> ids = new ConcurrentHashMap<>();
  private final List<ShortCode> chosen = new CopyOnWriteArrayList<>();
  private final AtomicInteger refreshes = new AtomicInteger();
  private volatile long lastId;
  private @Nullable LinkResolver resolver;

  /** The shared cache as a map that can be made to fail. */
  private static final class MapCache implements LinkCache {
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

    @Override
    public boolean isThere() {
      return true;
    }

    private void failIfBroken() {
      if (broken) {
        throw new StoreException("shared cache is broken");
      }
    }

    @Override
    public void close() {}
  }

  /** The store: what {@link #source} says, for codes whose ids are told by {@link #ids}. */
  private final class Store implements LinkSource {

    @Override
    public List<Known> read(List<Wanted> codes) {
      reads.addAndGet(codes.size());
      return codes.stream().map(wanted -> source.apply(wanted.code())).toList();
    }

    @Override
    public long lastId() {
      refreshes.incrementAndGet();
      return lastId;
    }

    @Override
    public void customCodes(Consumer<ShortCode> to) {
      chosen.forEach(to);
    }
  }

  private LinkResolver resolver(int maxLoads, Duration missTimeout) {
    LeaseControl.grant(lease);
    return resolver(maxLoads, missTimeout, lease);
  }

  private LinkResolver resolver(int maxLoads, Duration missTimeout, Lease itsLease) {
    resolver =
        new LinkResolver(
            new LinkResolver.Limits(1 << 20, missTimeout, maxLoads, 4, 4, 8),
            shared,
            new Store(),
            List.of(),
            code -> ids.getOrDefault(code, Wanted.NO_ID),
            itsLease,
            registry,
            () -> Instant.ofEpochMilli(millis.get()));
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
        7, new TargetUrl("https://example.com/"), RedirectStatus.FOUND, expiresAtMillis, false, 7);
  }

  @Test
  void whatWasLoadedIsCachedUntilItChanges() {
    LinkResolver resolver = resolver();
    assertThat(resolver.getIfCached(KEY)).isNull();
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
    assertThat(resolver.getIfCached(KEY)).isEqualTo(found(Found.NEVER));
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
    assertThat(reads).hasValue(1);

    resolver.apply(List.of(CHANGE));
    assertThat(resolver.getIfCached(KEY)).isNull();
    source = _ -> new Gone(8);
    assertThat(resolver.resolve(CODE).join()).as("not what L2 still has").isEqualTo(new Gone(8));
  }

  @Test
  void absenceIsCachedToo() {
    source = _ -> new Missing(7);
    LinkResolver resolver = resolver();
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Missing(7));
    assertThat(resolver.getIfCached(KEY)).isEqualTo(new Missing(7));
  }

  @Test
  void theSharedCacheIsAskedFirstAndFilledAfterwards() {
    chosen.add(CODE);
    LinkResolver resolver = resolver();
    resolver.resolve(CODE).join();
    Awaitility.await().until(() -> shared.entries.containsKey(CODE));

    resolver.startOver(7);
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
    assertThat(resolver.getIfCached(KEY)).isNull();

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
    chosen.add(CODE);
    long expiry = millis.get() + 500;
    source = _ -> found(expiry);
    LinkResolver resolver = resolver();
    millis.set(expiry - 1);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(expiry));
    millis.set(expiry);
    assertThat(resolver.getIfCached(KEY)).isEqualTo(new Gone(7));
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Gone(7));

    Awaitility.await().until(() -> shared.entries.containsKey(CODE));
    resolver.startOver(7);
    assertThat(resolver.resolve(CODE).join()).as("from L2").isEqualTo(new Gone(7));
    shared.entries.clear();
    resolver.startOver(7);
    assertThat(resolver.resolve(CODE).join()).as("from the store").isEqualTo(new Gone(7));
  }

  @Test
  void theEdgeKeepsNothingUpToItsEnd() {
    chosen.add(CODE);
    long expiry = millis.get() + 100_000;
    source = _ -> atEdge(expiry, 60);
    LinkResolver resolver = resolver();
    assertThat(resolver.resolve(CODE).join()).isEqualTo(atEdge(expiry, 60));
    millis.set(expiry - 62_000);
    assertThat(resolver.getIfCached(KEY)).isEqualTo(atEdge(expiry, 60));
    millis.set(expiry - 61_999);
    assertThat(resolver.getIfCached(KEY)).isEqualTo(atEdge(expiry, 59));
    assertThat(resolver.resolve(CODE).join()).isEqualTo(atEdge(expiry, 59));
    millis.set(expiry - 2_999);
    assertThat(resolver.getIfCached(KEY)).isEqualTo(found(expiry));
    millis.set(expiry);
    assertThat(resolver.getIfCached(KEY)).isEqualTo(new Gone(7));
  }

  @Test
  void whoIsCutOffGivesTheEdgeNothingToKeep() {
    source = _ -> atEdge(Found.NEVER, 60);
    Lease serving = new Lease(Lease.OnPartition.SERVE, Duration.ofMillis(200));
    LeaseControl.grant(serving);
    LinkResolver resolver = resolver(16, Duration.ofSeconds(20), serving);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(atEdge(Found.NEVER, 60));
    assertThat(resolver.getIfCached(KEY)).isEqualTo(atEdge(Found.NEVER, 60));
    LeaseControl.cutOff(serving);
    assertThat(resolver.getIfCached(KEY)).isEqualTo(found(Found.NEVER));
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
    LeaseControl.grant(serving);
    assertThat(resolver.getIfCached(KEY)).isEqualTo(atEdge(Found.NEVER, 60));
  }

  private static Found atEdge(long expiresAtMillis, int seconds) {
    return new Found(
        7,
        new TargetUrl("https://example.com/"),
        RedirectStatus.FOUND,
        Period.of(Long.MIN_VALUE, expiresAtMillis, null),
        false,
        new EdgeLife(seconds, new EdgeKey("abc")),
        7);
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
    Awaitility.await().until(() -> resolver.getIfCached(KEY) != null);
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

  @Test
  void aReadingThatAChangeOvertookIsReadAgain() {
    LinkResolver resolver = resolver();
    source =
        _ -> {
          if (reads.get() == 1) {
            resolver.apply(List.of(CHANGE));
            return found(Found.NEVER);
          }
          return new Gone(8);
        };
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Gone(8));
    assertThat(resolver.getIfCached(KEY)).isEqualTo(new Gone(8));
    assertThat(reads).hasValue(2);
  }

  @Test
  void nobodyJoinsAReadingThatIsAnsweredUnchecked() {
    LinkResolver resolver = resolver();
    CountDownLatch secondRuns = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    source =
        _ -> {
          switch (reads.get()) {
            case 1 -> resolver.apply(List.of(CHANGE));
            case 2 -> {
              secondRuns.countDown();
              awaitUninterruptibly(release);
            }
            default -> {
              return new Gone(9);
            }
          }
          return found(Found.NEVER);
        };
    CompletableFuture<Resolution> early = resolver.resolve(CODE);
    awaitUninterruptibly(secondRuns);
    resolver.apply(List.of(new Change(9, CODE, true)));
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Gone(9));
    release.countDown();
    assertThat(early.join()).as("was there before").isEqualTo(found(Found.NEVER));
    assertThat(resolver.getIfCached(KEY)).isEqualTo(new Gone(9));
  }

  @Test
  void nothingFromBeforeTheHorizonIsTaken() {
    LinkResolver resolver = resolver();
    chosen.add(CODE);
    shared.entries.put(CODE, found(Found.NEVER));
    resolver.startOver(8);
    source = _ -> new Gone(8);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Gone(8));
  }

  @Test
  void withoutALeaseNothingIsAnsweredUntilThereIsOne() {
    LinkResolver resolver = resolver();
    resolver.resolve(CODE).join();
    LeaseControl.end(lease);
    assertThat(resolver.isCoherent()).isFalse();
    CompletableFuture<Resolution> waiting = resolver.resolve(CODE);
    assertThat(waiting).isNotDone();
    resolver.apply(List.of(CHANGE));
    source = _ -> new Gone(8);
    LeaseControl.grant(lease);
    assertThat(waiting.join()).isEqualTo(new Gone(8));
  }

  @Test
  void withoutALeaseForLongNothingIsKnown() {
    LinkResolver resolver = resolver();
    resolver.resolve(CODE).join();
    LeaseControl.end(lease);
    assertThat(resolver.resolve(CODE).join()).isInstanceOf(Unavailable.class);
  }

  @Test
  void aServerThatIsCutOffRefusesOrGoesOnAsConfigured() {
    Lease serving = new Lease(Lease.OnPartition.SERVE, Duration.ofMillis(200));
    LeaseControl.cutOff(serving);
    assertThat(serving.isValid(System.nanoTime())).isTrue();
    assertThat(serving.decision().join()).isEqualTo(Lease.Decision.TRUSTED);

    LeaseControl.cutOff(lease);
    assertThat(lease.isValid(System.nanoTime())).isFalse();
    assertThat(lease.decision()).isCompletedWithValue(Lease.Decision.REFUSED);
  }

  @Test
  void codesThatNobodyChoseAreNotAskedFor() {
    LinkResolver resolver = resolver();
    chosen.add(CODE);
    resolver.startOver(0);
    ShortCode other = new ShortCode("nobody-chose-this");
    Awaitility.await().until(() -> resolver.resolve(other).join() instanceof Missing);
    int before = reads.get();
    assertThat(resolver.resolve(other).join()).isInstanceOf(Missing.class);
    assertThat(reads).hasValue(before);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));

    resolver.apply(List.of(new Change(9, other, true)));
    source = _ -> new Gone(9);
    assertThat(resolver.resolve(other).join()).isEqualTo(new Gone(9));
  }

  @Test
  void idsBeyondTheGreatestShareAQuery() {
    LinkResolver resolver = resolver();
    resolver.startOver(0);
    Awaitility.await().until(() -> resolver.resolve(CODE).join() instanceof Missing);
    lastId = 10;
    List<CompletableFuture<Resolution>> answers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      ShortCode code = new ShortCode("beyond" + i);
      ids.put(code, 11L + i);
      answers.add(resolver.resolve(code));
    }
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(new Missing(0)));
    assertThat(reads).hasValue(0);
    assertThat(refreshes.get()).isLessThan(1000);

    ShortCode minted = new ShortCode("beyond0");
    lastId = 11;
    assertThat(resolver.resolve(minted).join()).isEqualTo(found(Found.NEVER));
  }

  @Test
  void idsThatCannotHaveBeenGivenOutYetAreNotAskedFor() {
    LinkResolver resolver = resolver();
    resolver.startOver(0);
    Awaitility.await().until(() -> resolver.resolve(CODE).join() instanceof Missing);
    lastId = 10;
    resolver.idsReach(10);
    int before = refreshes.get();
    ids.put(new ShortCode("tooFar"), 10L + (1 << 28) + 1);
    assertThat(resolver.resolve(new ShortCode("tooFar")).join()).isEqualTo(new Missing(0));
    assertThat(refreshes).hasValue(before);

    ids.put(new ShortCode("justInReach"), 10L + (1 << 28));
    ids.put(new ShortCode("firstOfLongerCodes"), CodeGenerator.firstId(8) + 5);
    assertThat(resolver.resolve(new ShortCode("justInReach")).join()).isEqualTo(new Missing(0));
    assertThat(refreshes).hasValue(before + 1);
    lastId = CodeGenerator.firstId(8) + 5;
    assertThat(resolver.resolve(new ShortCode("firstOfLongerCodes")).join())
        .isEqualTo(found(Found.NEVER));
  }

  @Test
  void theAbsenceOfALinkThatMayJustBeMintedIsNotKept() {
    LinkResolver resolver = resolver();
    ids.put(CODE, 5L);
    resolver.idsReach(5);
    source = _ -> new Missing(7);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(new Missing(7));
    source = _ -> found(Found.NEVER);
    assertThat(resolver.resolve(CODE).join()).isEqualTo(found(Found.NEVER));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
