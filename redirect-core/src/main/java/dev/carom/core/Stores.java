package dev.carom.core;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.ShortCode;
import dev.carom.core.postgres.Database;
import dev.carom.core.postgres.Installation;
import dev.carom.core.postgres.PostgresLinkStore;
import dev.carom.core.redis.RedisLinkCache;
import dev.carom.core.resolve.LinkCache;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The stores of one process: PostgreSQL, and Redis or nothing in its place.
 *
 * @param installation whether PostgreSQL's database fits this process
 * @param links the links in PostgreSQL
 * @param cache the cache that servers share
 */
public record Stores(Installation installation, PostgresLinkStore links, LinkCache cache) {

  /**
   * Opens the stores; none of them needs to be reachable.
   *
   * @param process what the process is called in meters and in PostgreSQL's list of connections
   * @param resources gets what was opened
   */
  public static Stores open(
      String process,
      Configuration configuration,
      MeterRegistry registry,
      ResourceStack resources) {
    CodeGenerator codes = codes(configuration.get(CodeConfig.class));
    Database database =
        resources.add(Database.open(process, configuration.get(PostgresConfig.class), registry));
    Installation installation = resources.add(Installation.watch(database, codes.fingerprint()));
    LinkCache cache =
        resources.add(
            RedisLinkCache.open(configuration.get(RedisConfig.class), codes.fingerprint()));
    return new Stores(installation, new PostgresLinkStore(database, installation, codes), cache);
  }

  /** The generator of codes, which never spell a reserved word. */
  public static CodeGenerator codes(CodeConfig config) {
    return CodeGenerator.of(config.secret().reveal(), ShortCode.RESERVED);
  }
}
