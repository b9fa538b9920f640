package dev.carom.core.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.core.config.Configuration;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.limit.Bucket;
import dev.carom.core.limit.LocalRateLimits;
import dev.carom.core.limit.Rate;
import dev.carom.core.limit.RateLimits;
import dev.carom.core.limit.RateLimitsContract;
import dev.carom.core.limit.SharedRateLimits;
import dev.carom.core.link.StoreException;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

class RedisRateLimitsIT extends RateLimitsContract {

  private final List<Bucket> bucket =
      List.of(new Bucket(UUID.randomUUID().toString(), new Rate("address", 2, 1)));
  private final RateLimits limits = open(TestStores.redisUrl());

  private static RateLimits open(String url) {
    return requireNonNull(
        RedisRateLimits.open(
            Configuration.of(
                    Map.of("redis.url", url, "redis.timeout", "2s", "redis.connect-timeout", "2s"),
                    List.of(RedisConfig.class))
                .get(RedisConfig.class)));
  }

  @Override
  protected RateLimits limits() {
    return limits;
  }

  @AfterEach
  void close() {
    limits.close();
  }

  @Test
  void processesShareBuckets() {
    try (RateLimits other = open(TestStores.redisUrl())) {
      assertThat(limits.take(bucket).levels().getFirst().left()).isEqualTo(1);
      assertThat(other.take(bucket).levels().getFirst().left()).isZero();
    }
  }

  @Test
  void anEntryEndsWhenItsBucketIsFullAndADamagedOneIsNone() {
    URI url = URI.create(TestStores.redisUrl());
    String key = "carom:limit:" + bucket.getFirst().key();
    try (RedisClient redis =
        RedisClient.builder()
            .hostAndPort(url.getHost(), url.getPort())
            .clientConfig(DefaultJedisClientConfig.builder(url).build())
            .build()) {
      redis.set(key, "not a time");
      assertThat(limits.take(bucket).levels().getFirst().left()).isEqualTo(1);
      assertThat(redis.pttl(key)).isBetween(1L, 500L);
      Awaitility.await().until(() -> !redis.exists(key));
      // As if Redis' clock had been set back by an hour.
      redis.set(key, Long.toString(System.currentTimeMillis() * 1000 + 3_600_000_000L));
      assertThat(limits.take(bucket).retryAfter()).isEqualTo(Duration.ofMillis(500));
    }
  }

  @Test
  void whereRedisIsAwayEachProcessCountsByItself() {
    RateLimits away = open("redis://127.0.0.1:1");
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> away.take(bucket));
    LocalRateLimits local = new LocalRateLimits(Duration.ofMinutes(1), () -> 0);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (SharedRateLimits shared = new SharedRateLimits(away, local, registry)) {
      assertThat(shared.take(bucket).admitted()).isTrue();
      assertThat(shared.take(bucket).admitted()).isTrue();
      for (int i = 0; i < 10; i++) {
        assertThat(shared.take(bucket).admitted()).isFalse();
      }
      assertThat(registry.get("carom.breaker.open").tag("store", "redis limits").gauge().value())
          .isEqualTo(1);
      assertThat(registry.get("carom.limit.decisions").tag("buckets", "local").counter().count())
          .isEqualTo(12);
    }
  }
}
