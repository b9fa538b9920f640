package dev.carom.core.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.core.config.Configuration;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.testing.TestStores;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

class RedisLinkCacheIT {

  private static final ShortCode CODE = new ShortCode("abc");

  private final String fingerprint = UUID.randomUUID().toString();
  private final LinkCache cache = open("60s", fingerprint);

  private static LinkCache open(String ttl, String fingerprint) {
    return open(TestStores.redisUrl(), ttl, fingerprint);
  }

  private static LinkCache open(String url, String ttl, String fingerprint) {
    return RedisLinkCache.open(
        Configuration.of(
                Map.of("redis.url", url, "redis.ttl", ttl, "redis.timeout", "2s"),
                List.of(RedisConfig.class))
            .get(RedisConfig.class),
        fingerprint);
  }

  @AfterEach
  void close() {
    cache.close();
  }

  private static Found found(String url, long asOf) {
    return new Found(7, new TargetUrl(url), RedirectStatus.FOUND, Found.NEVER, false, asOf);
  }

  @Test
  void whatIsNotThereIsNull() {
    assertThat(cache.get(CODE)).isNull();
  }

  @Test
  void onlyANewerReadingReplacesAnother() {
    cache.putIfNewer(CODE, found("https://example.com/5", 5));
    cache.putIfNewer(CODE, found("https://example.com/4", 4));
    assertThat(cache.get(CODE)).isEqualTo(found("https://example.com/5", 5));
    cache.putIfNewer(CODE, found("https://example.com/6", 6));
    assertThat(cache.get(CODE)).isEqualTo(found("https://example.com/6", 6));
    cache.putIfNewer(CODE, new Gone(7));
    cache.putIfNewer(CODE, found("https://example.com/6", 6));
    assertThat(cache.get(CODE)).as("a tombstone is a reading too").isEqualTo(new Gone(7));
  }

  @Test
  void numbersAreComparedToTheirLastBit() {
    long large = (1L << 60) + 1;
    cache.putIfNewer(CODE, found("https://example.com/new", large));
    cache.putIfNewer(CODE, found("https://example.com/old", large - 1));
    assertThat(cache.get(CODE)).isEqualTo(found("https://example.com/new", large));
    cache.putIfNewer(CODE, found("https://example.com/newer", large + (1L << 32)));
    assertThat(cache.get(CODE)).isEqualTo(found("https://example.com/newer", large + (1L << 32)));
  }

  @Test
  void absenceIsNotKept() {
    cache.putIfNewer(CODE, new Missing(5));
    assertThat(cache.get(CODE)).isNull();
  }

  @Test
  void entriesEndAfterTheirTime() {
    try (LinkCache shortLived = open("1s", fingerprint)) {
      shortLived.putIfNewer(CODE, found("https://example.com/", 1));
      assertThat(shortLived.get(CODE)).isNotNull();
      Awaitility.await().until(() -> shortLived.get(CODE) == null);
    }
  }

  @Test
  void installationsDoNotMeet() {
    cache.putIfNewer(CODE, found("https://example.com/", 1));
    try (LinkCache other = open("60s", UUID.randomUUID().toString())) {
      assertThat(other.get(CODE)).isNull();
    }
  }

  @Test
  void aDamagedEntryIsNoEntryAndIsReplaced() {
    byte[] key = ("carom:1:" + fingerprint + ":abc").getBytes(StandardCharsets.US_ASCII);
    URI url = URI.create(TestStores.redisUrl());
    try (RedisClient redis =
        RedisClient.builder()
            .hostAndPort(url.getHost(), url.getPort())
            .clientConfig(DefaultJedisClientConfig.builder(url).build())
            .build()) {
      redis.set(key, new byte[] {1, 2, 3});
      assertThat(cache.get(CODE)).isNull();
      cache.putIfNewer(CODE, found("https://example.com/", 1));
      assertThat(cache.get(CODE)).isEqualTo(found("https://example.com/", 1));
    }
  }

  @Test
  void aRedisThatIsAwayIsSaidToBe() {
    try (LinkCache away = open("redis://127.0.0.1:1", "60s", fingerprint)) {
      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> away.get(CODE));
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> away.putIfNewer(CODE, new Gone(1)));
    }
  }

  @Test
  void withoutAnAddressThereIsNoCache() {
    try (LinkCache none =
        RedisLinkCache.open(
            Configuration.of(Map.of(), List.of(RedisConfig.class)).get(RedisConfig.class),
            fingerprint)) {
      none.putIfNewer(CODE, new Gone(1));
      assertThat(none.get(CODE)).isNull();
    }
  }
}
