package dev.carom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRateLimitsTest extends RateLimitsContract {

  private final RateLimits limits = new LocalRateLimits(Duration.ofMinutes(1), System::nanoTime);

  @Override
  protected RateLimits limits() {
    return limits;
  }

  @Test
  void aBucketIsFullAgainWhenItsTimeHasPassed() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    RateLimits own = new LocalRateLimits(Duration.ofSeconds(10), nanos::get);
    List<Bucket> bucket = List.of(new Bucket("a", new Rate("a", 100, 10)));
    for (int i = 0; i < 1000; i++) {
      assertThat(own.take(bucket).admitted()).isTrue();
    }
    assertThat(own.take(bucket).admitted()).isFalse();
    nanos.addAndGet(Duration.ofMillis(9).toNanos());
    assertThat(own.take(bucket).admitted()).isFalse();
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(own.take(bucket).admitted()).isTrue();
    assertThat(own.take(bucket).retryAfter()).isEqualTo(Duration.ofMillis(10));
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(own.take(bucket).levels().getFirst().left()).isEqualTo(499);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(own.take(bucket).levels().getFirst().left()).isEqualTo(999);
  }
}
