package dev.carom.core.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.core.config.RedisConfig;
import dev.carom.core.limit.Bucket;
import dev.carom.core.limit.Decision;
import dev.carom.core.limit.Decision.Level;
import dev.carom.core.limit.RateLimits;
import dev.carom.core.link.StoreException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Buckets in Redis, under {@code carom:limit:KEY}: the time at which each will be full, in µs of
 * Redis' own clock, so that it does not matter whose clock is right. An entry ends when its bucket
 * is full. One script decides on all buckets of a request, and nothing comes in between.
 */
public final class RedisRateLimits implements RateLimits {

  private static final String KEY_PREFIX = "carom:limit:";

  private final RedisClient redis;
  private final byte[] take = RedisClients.script("take-tokens.lua");

  private RedisRateLimits(RedisClient redis) {
    this.redis = redis;
  }

  /** Opens the buckets, or returns null where there is no Redis to share them by. */
  public static @Nullable RedisRateLimits open(RedisConfig config) {
    URI url = config.url().map(address -> address.reveal()).orElse(null);
    return url == null ? null : new RedisRateLimits(RedisClients.open(url, config));
  }

  @Override
  public Decision take(List<Bucket> buckets) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> rates = new ArrayList<>();
    for (Bucket bucket : buckets) {
      keys.add((KEY_PREFIX + bucket.key()).getBytes(US_ASCII));
      rates.add(Long.toString(bucket.rate().intervalMicros()).getBytes(US_ASCII));
      rates.add(Long.toString(bucket.rate().capacityMicros()).getBytes(US_ASCII));
    }
    try {
      return decision(buckets, redis.eval(take, keys, rates));
    } catch (JedisException e) {
      throw new StoreException("Redis could not count a request", e);
    }
  }

  private static Decision decision(List<Bucket> buckets, Object answer) {
    List<?> numbers = (List<?>) answer;
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      levels.add(new Level(buckets.get(i).rate(), (long) numbers.get(i + 1)));
    }
    return new Decision((long) numbers.getFirst() == 1, levels);
  }

  @Override
  public void close() {
    redis.close();
  }
}
