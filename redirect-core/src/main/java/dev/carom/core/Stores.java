package dev.carom.core;

import dev.carom.core.access.ApiKeyStore;
import dev.carom.core.access.AuditLog;
import dev.carom.core.access.WorkspaceStore;
import dev.carom.core.change.ChangeLog;
import dev.carom.core.change.LeaseBook;
import dev.carom.core.click.ClickArchive;
import dev.carom.core.click.ClickStats;
import dev.carom.core.click.ClickStore;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.edge.EdgeLinks;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.edge.PurgeQueue;
import dev.carom.core.event.EventFeed;
import dev.carom.core.idempotency.AnswerStore;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.limit.LocalRateLimits;
import dev.carom.core.limit.SharedRateLimits;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.ShortCode;
import dev.carom.core.postgres.Database;
import dev.carom.core.postgres.Installation;
import dev.carom.core.postgres.PostgresAnswerStore;
import dev.carom.core.postgres.PostgresApiKeyStore;
import dev.carom.core.postgres.PostgresAuditLog;
import dev.carom.core.postgres.PostgresBlocklistStore;
import dev.carom.core.postgres.PostgresChangeLog;
import dev.carom.core.postgres.PostgresClickArchive;
import dev.carom.core.postgres.PostgresClickStats;
import dev.carom.core.postgres.PostgresClickStore;
import dev.carom.core.postgres.PostgresDomainStore;
import dev.carom.core.postgres.PostgresEdgeLinks;
import dev.carom.core.postgres.PostgresEdgeLogStore;
import dev.carom.core.postgres.PostgresEventFeed;
import dev.carom.core.postgres.PostgresLeaseBook;
import dev.carom.core.postgres.PostgresLinkStore;
import dev.carom.core.postgres.PostgresLinkUses;
import dev.carom.core.postgres.PostgresPurgeQueue;
import dev.carom.core.postgres.PostgresSweepStore;
import dev.carom.core.postgres.PostgresWorkspaceStore;
import dev.carom.core.redis.RedisLinkCache;
import dev.carom.core.redis.RedisRateLimits;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.LinkUses;
import dev.carom.core.safety.BlocklistStore;
import dev.carom.core.safety.SweepStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The stores of one process: PostgreSQL, and Redis or nothing in its place.
 *
 * @param installation whether PostgreSQL's database fits this process
 * @param links the links in PostgreSQL
 * @param source the same, as they are followed
 * @param replicas the links in its replicas
 * @param uses how often links with a limit were followed
 * @param cache the cache that servers share
 * @param changes the changes, for whoever caches
 * @param leases the leases of those who do, for whoever changes
 * @param reports what has happened, for whoever wants to know
 * @param workspaces what all that follows belongs to
 * @param keys the keys of the admin API
 * @param audit who has changed what
 * @param domains the domains that links belong to
 * @param blocklist where links may not lead
 * @param answers what changes were answered with
 * @param edge what the cache in front may keep, and is to drop
 * @param sweep how far the sweep over all links has come
 * @param codes tells ids from codes
 */
public record Stores(
    Installation installation,
    LinkStore links,
    LinkSource source,
    List<LinkSource> replicas,
    LinkUses uses,
    LinkCache cache,
    ChangeLog changes,
    LeaseBook leases,
    Reports reports,
    WorkspaceStore workspaces,
    ApiKeyStore keys,
    AuditLog audit,
    DomainStore domains,
    BlocklistStore blocklist,
    AnswerStore answers,
    Edge edge,
    SweepStore sweep,
    CodeGenerator codes) {

  /**
   * What has happened.
   *
   * @param stats how many clicks were counted
   * @param clicks the single ones
   * @param events what happens now
   */
  public record Reports(ClickStats stats, ClickArchive clicks, EventFeed events) {}

  /**
   * How links stand with the edge.
   *
   * @param links which it may keep
   * @param purges what it is to drop
   */
  public record Edge(EdgeLinks links, PurgeQueue purges) {}

  /**
   * Opens the stores for who sees all workspaces; none of them needs to be reachable.
   *
   * @param process what the process is called in meters and in PostgreSQL's list of connections
   * @param resources gets what was opened
   */
  public static Stores open(
      String process,
      Configuration configuration,
      MeterRegistry registry,
      ResourceStack resources) {
    PostgresConfig postgres = configuration.get(PostgresConfig.class);
    Database database = resources.add(Database.open(process, postgres, registry));
    return open(process, configuration, database, database, registry, resources);
  }

  /**
   * Opens the stores for who works for workspaces, and sees in each what belongs to it: what asks
   * them is to be called by an {@link dev.carom.core.access.Actor}. None of them needs to be
   * reachable.
   *
   * @param process what the process is called in meters and in PostgreSQL's list of connections
   * @param resources gets what was opened
   */
  public static Stores openForWorkspaces(
      String process,
      Configuration configuration,
      MeterRegistry registry,
      ResourceStack resources) {
    PostgresConfig postgres = configuration.get(PostgresConfig.class);
    Database whole =
        resources.add(Database.open(process + "-whole", postgres.forWhole(), registry));
    Database database = resources.add(Database.openForWorkspaces(process, postgres, registry));
    return open(process, configuration, whole, database, registry, resources);
  }

  /**
   * @param whole shows all workspaces
   * @param database shows what whoever asks may see
   */
  private static Stores open(
      String process,
      Configuration configuration,
      Database whole,
      Database database,
      MeterRegistry registry,
      ResourceStack resources) {
    CodeGenerator codes = codes(configuration.get(CodeConfig.class));
    PostgresConfig postgres = configuration.get(PostgresConfig.class);
    Installation installation = resources.add(Installation.watch(whole, codes.fingerprint()));
    LinkCache cache =
        resources.add(
            RedisLinkCache.open(configuration.get(RedisConfig.class), codes.fingerprint()));
    List<LinkSource> replicas = new ArrayList<>();
    for (String url : postgres.replicaUrls().urls()) {
      String name = "%s-replica-%d".formatted(process, replicas.size() + 1);
      Database replica = resources.add(Database.open(name, postgres.forReplica(url), registry));
      replicas.add(new PostgresLinkStore(replica, installation, codes));
    }
    return new Stores(
        installation,
        new PostgresLinkStore(database, installation, codes),
        new PostgresLinkStore(whole, installation, codes),
        List.copyOf(replicas),
        new PostgresLinkUses(whole, installation),
        cache,
        new PostgresChangeLog(postgres, installation, codes),
        new PostgresLeaseBook(whole, installation),
        new Reports(
            new PostgresClickStats(database, installation),
            new PostgresClickArchive(database, installation),
            new PostgresEventFeed(database, installation)),
        new PostgresWorkspaceStore(whole, database, installation),
        new PostgresApiKeyStore(whole, database, installation),
        new PostgresAuditLog(database, installation),
        new PostgresDomainStore(database, installation),
        new PostgresBlocklistStore(database, installation),
        new PostgresAnswerStore(database, installation),
        new Edge(
            new PostgresEdgeLinks(whole, installation, codes),
            new PostgresPurgeQueue(whole, installation, codes)),
        new PostgresSweepStore(whole, installation),
        codes);
  }

  /**
   * Opens where requests are counted: in Redis if there is one, else and while it is away in this
   * process.
   *
   * @param longest how long it takes for any bucket to fill, at most
   * @param resources gets what was opened
   */
  public static SharedRateLimits openLimits(
      Configuration configuration,
      Duration longest,
      MeterRegistry registry,
      ResourceStack resources) {
    return resources.add(
        new SharedRateLimits(
            RedisRateLimits.open(configuration.get(RedisConfig.class)),
            new LocalRateLimits(longest, System::nanoTime),
            registry));
  }

  /** Opens where clicks are counted, on a connection of its own. */
  public ClickStore openClicks(
      String process,
      Configuration configuration,
      MeterRegistry registry,
      ResourceStack resources) {
    PostgresConfig postgres = configuration.get(PostgresConfig.class).forClicks();
    Database database = resources.add(Database.open(process + "-clicks", postgres, registry));
    return new PostgresClickStore(database, installation);
  }

  /** Opens where what the edge's logs tell is counted, on a connection of its own. */
  public EdgeLogStore openEdgeLogs(
      String process,
      Configuration configuration,
      MeterRegistry registry,
      ResourceStack resources) {
    PostgresConfig postgres = configuration.get(PostgresConfig.class).forClicks();
    Database database = resources.add(Database.open(process + "-edge-logs", postgres, registry));
    return new PostgresEdgeLogStore(database, installation, codes);
  }

  /** The generator of codes, which never spell a reserved word. */
  public static CodeGenerator codes(CodeConfig config) {
    return CodeGenerator.of(config.secret().reveal(), ShortCode.RESERVED);
  }
}
