package dev.carom.core.redis;

import dev.carom.core.config.RedisConfig;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Readings in Redis, under {@code carom:1:FINGERPRINT:CODE}, or on other domains than the default
 * one {@code carom:1:FINGERPRINT:DOMAIN:CODE}, with the domain's id. The fingerprint of {@code
 * code.secret} keeps installations apart that share a Redis; the number is that of {@link
 * ReadingCodec}'s format.
 *
 * <p>A value is only ever replaced by a newer one, by a script that runs in Redis. Absence is not
 * kept: it would be the one reading that minting makes stale without a change number to tell it by.
 */
public final class RedisLinkCache implements LinkCache {

  private final RedisClient redis;
  private final String keyPrefix;
  private final byte[] putIfNewer;
  private final byte[] ttlMillis;

  private RedisLinkCache(RedisClient redis, String keyPrefix, byte[] putIfNewer, byte[] ttlMillis) {
    this.redis = redis;
    this.keyPrefix = keyPrefix;
    this.putIfNewer = putIfNewer;
    this.ttlMillis = ttlMillis;
  }

  /** Opens a cache; connections are made when they are needed, so Redis may be away. */
  public static LinkCache open(RedisConfig config, String secretFingerprint) {
    return config
        .url()
        .<LinkCache>map(url -> connect(url.reveal(), config, secretFingerprint))
        .orElseGet(LinkCache::none);
  }

  private static RedisLinkCache connect(URI url, RedisConfig config, String secretFingerprint) {
    return new RedisLinkCache(
        RedisClients.open(url, config),
        "carom:1:" + secretFingerprint + ":",
        RedisClients.script("put-if-newer.lua"),
        Long.toString(config.ttl().toMillis()).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public @Nullable Known get(ShortCode code) {
    byte[] value;
    try {
      value = redis.get(key(code));
    } catch (JedisException e) {
      throw new StoreException("Redis could not be read", e);
    }
    return value == null ? null : ReadingCodec.decode(value);
  }

  @Override
  public void putIfNewer(ShortCode code, Known reading) {
    if (reading instanceof Missing) {
      return;
    }
    try {
      redis.eval(putIfNewer, List.of(key(code)), List.of(ReadingCodec.encode(reading), ttlMillis));
    } catch (JedisException e) {
      throw new StoreException("Redis could not be written", e);
    }
  }

  private byte[] key(ShortCode code) {
    String domain = code.domain() == ShortCode.DEFAULT_DOMAIN ? "" : code.domain() + ":";
    return (keyPrefix + domain + code.value()).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public void close() {
    redis.close();
  }
}
