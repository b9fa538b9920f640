package dev.carom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What buckets do, wherever they are kept. */
public abstract class RateLimitsContract {

  /** One token a second, five at once. */
  private static final Rate SLOW = new Rate("slow", 1, 5);

  /** Ten tokens a second, and a hundred at once. */
  private static final Rate LARGE = new Rate("large", 10, 10);

  private final Bucket bucket = new Bucket(UUID.randomUUID().toString(), SLOW);

  protected abstract RateLimits limits();

  private Decision take(Bucket... buckets) {
    return limits().take(List.of(buckets));
  }

  @Test
  void whatWasSavedUpMayComeAtOnceAndNoMore() {
    for (int left = 4; left >= 0; left--) {
      Decision decision = take(bucket);
      assertThat(decision.admitted()).isTrue();
      assertThat(decision.levels().getFirst().left()).isEqualTo(left);
    }
    Decision refused = take(bucket);
    assertThat(refused.admitted()).isFalse();
    assertThat(refused.levels().getFirst().left()).isZero();
    assertThat(refused.levels().getFirst().untilFull())
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    assertThat(refused.retryAfter()).isBetween(Duration.ZERO, Duration.ofSeconds(1));
  }

  @Test
  void tokensComeBackAtTheirRate() {
    for (int i = 0; i < 5; i++) {
      take(bucket);
    }
    Duration wait = take(bucket).retryAfter();
    long start = System.nanoTime();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5))
        .until(() -> take(bucket).admitted());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(wait.minusMillis(2));
    assertThat(take(bucket).admitted()).isFalse();
  }

  @Test
  void oneBucketIsNotAnother() {
    Bucket other = new Bucket(UUID.randomUUID().toString(), SLOW);
    for (int i = 0; i < 6; i++) {
      take(bucket);
    }
    assertThat(take(other).levels().getFirst().left()).isEqualTo(4);
  }

  @Test
  void whereOneIsEmptyNothingIsTakenFromTheOther() {
    Bucket other = new Bucket(UUID.randomUUID().toString(), LARGE);
    for (int i = 0; i < 5; i++) {
      assertThat(take(bucket, other).admitted()).isTrue();
    }
    for (int i = 0; i < 20; i++) {
      Decision refused = take(bucket, other);
      assertThat(refused.admitted()).isFalse();
      assertThat(refused.levels().stream().map(level -> level.rate().name()))
          .containsExactly("slow", "large");
    }
    assertThat(take(other).levels().getFirst().left()).isGreaterThanOrEqualTo(94);
  }

  @Test
  void thoseWhoComeTogetherGetNoMore() throws Exception {
    Rate rate = new Rate("together", 1, 50);
    Bucket together = new Bucket(UUID.randomUUID().toString(), rate);
    long start = System.nanoTime();
    long admitted = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Decision>> calls =
          Stream.<Callable<Decision>>generate(() -> () -> take(together)).limit(100).toList();
      for (Future<Decision> call : threads.invokeAll(calls)) {
        admitted += call.get().admitted() ? 1 : 0;
      }
    }
    long back = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
    assertThat(admitted).isBetween(50L, 50 + back);
  }
}
