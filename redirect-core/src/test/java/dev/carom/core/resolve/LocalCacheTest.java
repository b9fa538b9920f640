package dev.carom.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.change.Change;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.safety.Blocklist;
import dev.carom.core.safety.TargetRule;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalCacheTest {

  private static final ShortCode CODE = new ShortCode("code");
  private static final CodeKey KEY = CodeKey.of(CODE);

  private final LocalCache cache = new LocalCache(1 << 20);

  @Test
  void takesNothingOlderThanAChange() {
    cache.apply(List.of(new Change(5, CODE, false)));
    assertThat(cache.offer(KEY, new Gone(4))).isFalse();
    assertThat(cache.get(KEY)).isNull();
    assertThat(cache.offer(KEY, new Gone(5))).isTrue();
    assertThat(cache.get(KEY)).isEqualTo(new Gone(5));
  }

  @Test
  void keepsTheNewerOfTwoReadings() {
    assertThat(cache.offer(KEY, new Gone(6))).isTrue();
    assertThat(cache.offer(KEY, new Missing(5))).isTrue();
    assertThat(cache.get(KEY)).isEqualTo(new Gone(6));
  }

  @Test
  void dropsWhatChanges() {
    assertThat(cache.offer(KEY, new Missing(5))).isTrue();
    cache.apply(List.of(new Change(6, CODE, true)));
    assertThat(cache.get(KEY)).isNull();
  }

  @Test
  void startsOverFromAHorizon() {
    assertThat(cache.offer(KEY, new Missing(5))).isTrue();
    cache.startOver(10);
    assertThat(cache.get(KEY)).isNull();
    assertThat(cache.offer(KEY, new Missing(9))).isFalse();
    assertThat(cache.offer(KEY, new Missing(10))).isTrue();
  }

  @Test
  void looksAtALimitedLinkLikeAtAnyOtherAndKeepsNoneOfIt() {
    cache.apply(List.of(new Change(5, CODE, false)));
    assertThat(cache.offer(KEY, found(true, 4))).isFalse();
    assertThat(cache.offer(KEY, found(true, 5))).isTrue();
    assertThat(cache.get(KEY)).isNull();
    assertThat(cache.offer(KEY, found(false, 5))).isTrue();
    assertThat(cache.offer(KEY, found(true, 6))).isTrue();
    assertThat(cache.get(KEY)).as("nor an older one without").isNull();
    assertThat(cache.offer(KEY, found(false, 8))).isTrue();
    assertThat(cache.offer(KEY, found(true, 7))).isTrue();
    assertThat(cache.get(KEY)).isEqualTo(found(false, 8));
  }

  @Test
  void judgesWhatItHoldsAndWhatItTakesByTheNewestBlocklist() {
    Blocklist blocklist = new Blocklist(List.of(TargetRule.parse("example.com")));
    Found other =
        new Found(
            8, new TargetUrl("https://a.example/"), RedirectStatus.FOUND, Found.NEVER, false, 5);
    CodeKey otherKey = CodeKey.of(new ShortCode("other"));
    assertThat(cache.offer(KEY, found(false, 5))).isTrue();
    assertThat(cache.offer(otherKey, other)).isTrue();
    cache.block(blocklist);
    assertThat(cache.get(KEY)).isNull();
    assertThat(cache.get(otherKey)).isEqualTo(other);
    assertThat(cache.offer(KEY, found(false, 5))).isTrue();
    assertThat(cache.get(KEY)).isEqualTo(new Blocked(5));
    assertThat(cache.judged(found(true, 6))).isEqualTo(new Blocked(6));
    cache.block(Blocklist.EMPTY);
    assertThat(cache.get(KEY)).isNull();
    assertThat(cache.judged(found(true, 6))).isEqualTo(found(true, 6));
  }

  private static Found found(boolean limited, long asOf) {
    return new Found(
        7, new TargetUrl("https://example.com/"), RedirectStatus.FOUND, Found.NEVER, limited, asOf);
  }

  /** Readers that are as slow as can be, beside changes that never cease. */
  @Test
  void neverHoldsWhatIsOlderThanWhatWasApplied() throws Exception {
    AtomicLong store = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<?> changes =
          threads.submit(() -> {
            for (long seq = 1; seq <= 200_000; seq++) {
              store.set(seq);
              cache.apply(List.of(new Change(seq, CODE, false)));
              Resolution.Known held = cache.get(KEY);
              assertThat(held == null || held.asOf() >= seq).isTrue();
            }
          });
      for (int reader = 0; reader < 2; reader++) {
        threads.execute(() -> {
          while (!changes.isDone()) {
            long asOf = store.get();
            Thread.onSpinWait();
            var _ = cache.offer(KEY, new Missing(asOf));
          }
        });
      }
      changes.get();
    }
  }
}
