package dev.carom.core.testing;

import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.embedded.PostgresOptions;
import dev.carom.embedded.RedisOptions;
import java.nio.file.Path;

/**
 * A real PostgreSQL and a real Redis, started once for a JVM's tests and stopped at its exit.
 *
 * <p>With {@code -Dcarom.test.postgres.url=jdbc:postgresql://HOST:PORT/postgres} (and {@code
 * .user}, {@code .password}), and {@code -Dcarom.test.redis.url}, tests run on servers that are
 * there already, of other versions. A server that is missing fails the tests; nothing is skipped.
 */
public final class TestStores {

  private static final Path SOFTWARE =
      Path.of(System.getProperty("carom.test.software", "target/software"));

  private TestStores() {}

  /** Started when first asked for. */
  private static final class Postgres {
    static final EmbeddedPostgres SERVER = start(Path.of("target/stores"), false);
  }

  /** Started when first asked for. */
  private static final class Redis {
    static final EmbeddedRedis SERVER = startRedis(Path.of("target/stores"));
  }

  /** Makes a database of its own, empty, on the JVM's server. */
  public static TestDatabase freshDatabase() {
    String external = System.getProperty("carom.test.postgres.url");
    return external == null
        ? TestDatabase.on(Postgres.SERVER)
        : TestDatabase.create(
            external,
            System.getProperty("carom.test.postgres.user", "postgres"),
            System.getProperty("carom.test.postgres.password", ""));
  }

  /** The JVM's Redis, shared by its tests: use a secret of one's own to be alone in it. */
  public static String redisUrl() {
    String external = System.getProperty("carom.test.redis.url");
    return external == null ? Redis.SERVER.url() : external;
  }

  /**
   * Starts a PostgreSQL of a test's own, to be stopped, paused and killed; what it committed stays.
   */
  public static EmbeddedPostgres startPostgres(Path folder) {
    return start(folder, true);
  }

  private static EmbeddedPostgres start(Path folder, boolean durable) {
    return EmbeddedPostgres.start(
        folder, PostgresOptions.forTests(SOFTWARE).withDurable(durable), _ -> {});
  }

  /** Starts a Redis of a test's own, to be stopped, paused and killed. */
  public static EmbeddedRedis startRedis(Path folder) {
    return EmbeddedRedis.start(folder, RedisOptions.forTests(SOFTWARE), _ -> {});
  }
}
