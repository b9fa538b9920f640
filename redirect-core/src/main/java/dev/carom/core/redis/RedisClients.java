package dev.carom.core.redis;

import dev.carom.core.config.RedisConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Objects;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/** What the adapters to Redis are made of: clients with deadlines, and scripts. */
final class RedisClients {

  private RedisClients() {}

  /** Opens a client; connections are made when they are needed, so Redis may be away. */
  static RedisClient open(URI url, RedisConfig config) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(config.maxConnections());
    pool.setMaxIdle(config.maxConnections());
    pool.setMaxWait(config.borrowTimeout());
    pool.setJmxEnabled(false);
    DefaultJedisClientConfig.Builder client =
        DefaultJedisClientConfig.builder(url)
            .connectionTimeoutMillis((int) config.connectTimeout().toMillis())
            .socketTimeoutMillis((int) config.timeout().toMillis())
            .clientName("carom");
    return RedisClient.builder()
        .hostAndPort(url.getHost(), url.getPort())
        .clientConfig(client.build())
        .poolConfig(pool)
        .build();
  }

  /** Reads a script that lies beside this class. */
  static byte[] script(String name) {
    try (InputStream in = RedisClients.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
