package dev.carom.core.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carom.core.limit.Decision.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Buckets in this process's memory. Of each only the time is kept at which it will be full, which
 * says how full it is now (the generic cell rate algorithm of ITU-T I.371, in its virtual
 * scheduling form). There are {@value #MAX_BUCKETS} at most; one that is forgotten is full. Never
 * blocks for long.
 */
public final class LocalRateLimits implements RateLimits {

  private static final int MAX_BUCKETS = 100_000;

  private final LongSupplier nanoTime;
  private final long startNanos;

  /** When buckets are full, in µs since the start. Those that are not written for so long are. */
  private final Cache<String, Long> fullAt;

  /**
   * @param longest how long it takes for any bucket to fill, at most
   */
  public LocalRateLimits(Duration longest, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.fullAt =
        Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterWrite(longest)
            .ticker(nanoTime::getAsLong)
            .build();
  }

  @Override
  public synchronized Decision take(List<Bucket> buckets) {
    long now = (nanoTime.getAsLong() - startNanos) / 1000;
    List<Level> levels = buckets.stream().map(bucket -> level(bucket, now)).toList();
    if (levels.stream().anyMatch(level -> level.left() == 0)) {
      return new Decision(false, levels);
    }
    List<Level> after = new ArrayList<>(levels.size());
    for (int i = 0; i < buckets.size(); i++) {
      Rate rate = levels.get(i).rate();
      long untilFull = levels.get(i).untilFullMicros() + rate.intervalMicros();
      fullAt.put(buckets.get(i).key(), now + untilFull);
      after.add(new Level(rate, untilFull));
    }
    return new Decision(true, after);
  }

  private Level level(Bucket bucket, long now) {
    Long full = fullAt.getIfPresent(bucket.key());
    return new Level(bucket.rate(), full == null ? 0 : Math.max(0, full - now));
  }

  @Override
  public void close() {}
}
