package dev.carom.redirect;

import dev.carom.core.Stores;
import dev.carom.core.change.ChangeFeed;
import dev.carom.core.change.ChangeLog;
import dev.carom.core.change.Lease;
import dev.carom.core.click.ClickJournal;
import dev.carom.core.click.ClickShipper;
import dev.carom.core.click.ClickStore;
import dev.carom.core.click.Visitors;
import dev.carom.core.config.CacheConfig;
import dev.carom.core.config.ClickConfig;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.ComponentConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.LogConfig;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.config.TlsConfig;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.ops.OpsServer;
import dev.carom.core.ops.Readiness;
import dev.carom.core.resolve.Admission;
import dev.carom.core.resolve.ClickLimits;
import dev.carom.core.resolve.LinkResolver;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that followers reach: {@code carom redirect}. */
public final class RedirectMain {

  /** The components that {@link #open} is configured by. */
  public static final List<Class<? extends ComponentConfig>> CONFIGURATION =
      List.of(
          PostgresConfig.class,
          RedisConfig.class,
          CodeConfig.class,
          RedirectConfig.class,
          FollowerConfig.class,
          ClickConfig.class,
          TlsConfig.class,
          CacheConfig.class,
          LogConfig.class);

  private static final Logger LOG = LoggerFactory.getLogger(RedirectMain.class);

  private static final int WARM_UP_LINKS = 1000;

  /** What the first connection of a process to PostgreSQL may take. */
  private static final Duration WARM_UP_PATIENCE = Duration.ofMillis(1_500);

  /** What one query of PostgreSQL reads at most. */
  private static final int MAX_BATCH = 64;

  /** How long a follower waits while it is not known whether the server is cut off. */
  private static final Duration DECIDE_WITHIN = Duration.ofMillis(250);

  private static final int SEGMENT_BYTES = 16 << 20;

  /** How many segments a journal may have at least: a whole one must be shipped to make room. */
  private static final int SEGMENTS = 8;

  private static final Duration LOOK_AT_GEO_DATABASE_EVERY = Duration.ofSeconds(10);

  /** Clicks of one transaction: enough for links that are followed often to be counted once. */
  private static final int SHIPPED_AT_ONCE = 200_000;

  private static final ChangeFeed.Timing FEED =
      new ChangeFeed.Timing(Duration.ofMillis(500), Lease.LENGTH, Duration.ofMinutes(1));

  private RedirectMain() {}

  public static void main(String[] args) {
    Program.exit(
        "carom redirect", args, Program.with(CONFIGURATION, OpsConfig.class), RedirectMain::run);
  }

  private static void run(Program program, Configuration configuration, ResourceStack resources)
      throws InterruptedException {
    Metrics metrics = resources.add(new Metrics());
    Readiness readiness = new Readiness();
    OpsServer ops =
        resources.add(
            OpsServer.start(configuration.get(OpsConfig.class), readiness, metrics.registry()));
    RedirectServer server = open(configuration, metrics.registry(), readiness, resources);
    readiness.opened();
    program.started("redirects on port %d, ops on port %d".formatted(server.port(), ops.port()));
    program.awaitStop();
  }

  /**
   * Opens a server with all that it needs.
   *
   * @param resources gets what was opened; closing it drains the server first
   */
  public static RedirectServer open(
      Configuration configuration,
      MeterRegistry registry,
      Readiness readiness,
      ResourceStack resources) {
    return open(configuration, registry, readiness, resources, TlsContext.bestProvider());
  }

  /** Opens a server that speaks TLS, if it does, as a certain library does. */
  static RedirectServer open(
      Configuration configuration,
      MeterRegistry registry,
      Readiness readiness,
      ResourceStack resources,
      SslProvider tlsProvider) {
    Lease lease = new Lease(configuration.get(RedirectConfig.class).onPartition(), DECIDE_WITHIN);
    Stores stores = Stores.open("redirect", configuration, registry, resources);
    return open(configuration, stores, lease, registry, readiness, resources, tlsProvider);
  }

  /**
   * Opens a server on certain stores.
   *
   * @param lease says whether its caches may be answered from
   */
  static RedirectServer open(
      Configuration configuration,
      Stores stores,
      Lease lease,
      MeterRegistry registry,
      Readiness readiness,
      ResourceStack resources,
      SslProvider tlsProvider) {
    RedirectConfig config = configuration.get(RedirectConfig.class);
    CacheConfig cache = configuration.get(CacheConfig.class);
    LinkResolver resolver =
        resources.add(
            new LinkResolver(
                new LinkResolver.Limits(
                    cache.maxBytes().bytes(),
                    config.missTimeout(),
                    config.maxLoads(),
                    configuration.get(RedisConfig.class).maxConnections(),
                    config.maxStoreReads(),
                    MAX_BATCH),
                stores.cache(),
                stores.source(),
                stores.replicas(),
                code -> stores.codes().decode(code.value()),
                lease,
                registry,
                InstantSource.system()));
    ChangeFeed feed =
        resources.add(
            ChangeFeed.start(stores.changes(), identity(), resolver, lease, FEED, registry));
    ClickLimits limits =
        resources.add(ClickLimits.start(stores.uses(), config.missTimeout(), registry));
    warmUp(stores, resolver, limits);
    RedirectServer.Settings settings =
        new RedirectServer.Settings(
            config, configuration.get(FollowerConfig.class), configuration.get(TlsConfig.class));
    FollowListener listener = listener(configuration, stores, registry, resources);
    RedirectServer server =
        resources.add(
            RedirectServer.start(settings, tlsProvider, resolver, limits, listener, registry));
    readiness.add("redirect stores", () -> stores.installation().misfit());
    readiness.add("redirect changes", () -> resolver.isCoherent() ? null : feed.trouble());
    readiness.remark("redirect changes", feed::trouble);
    resources.add("readiness", () -> leave(readiness, config.drainDelay()));
    return server;
  }

  /** Returns who hears of answers, and nobody besides: what is off costs nothing. */
  private static FollowListener listener(
      Configuration configuration, Stores stores, MeterRegistry registry, ResourceStack resources) {
    List<FollowListener> listeners = new ArrayList<>();
    if (configuration.get(ClickConfig.class).enabled()) {
      listeners.add(recorder(configuration, stores, registry, resources));
    }
    configuration
        .get(LogConfig.class)
        .access()
        .ifPresent(file -> listeners.add(accessLog(file, configuration, registry, resources)));
    return listeners.stream().reduce(FollowListener::and).orElse(FollowListener.NONE);
  }

  private static AccessLog accessLog(
      Path file, Configuration configuration, MeterRegistry registry, ResourceStack resources) {
    ClientAddresses addresses = new ClientAddresses(configuration.get(FollowerConfig.class));
    return resources.add(AccessLog.open(file, addresses, registry, InstantSource.system()));
  }

  /** Opens the journal, and begins to ship what is in it and what others have left. */
  private static FollowListener recorder(
      Configuration configuration, Stores stores, MeterRegistry registry, ResourceStack resources) {
    ClickConfig config = configuration.get(ClickConfig.class);
    ClickJournal.Limits limits =
        new ClickJournal.Limits(
            config.ringDir(),
            (int) config.ringSize().bytes(),
            (int) Math.min(SEGMENT_BYTES, config.maxJournalSize().bytes() / SEGMENTS),
            config.maxJournalSize().bytes(),
            config.syncInterval());
    Places places = places(config, registry, resources);
    int writers = RedirectServer.eventLoops(configuration.get(RedirectConfig.class));
    ClickStore store = stores.openClicks("redirect", configuration, registry, resources);
    ClickJournal journal = ClickJournal.open(config.journalDir(), limits, writers, registry);
    Visitors visitors = new Visitors();
    resources.add(
        ClickShipper.start(
            journal,
            config.journalDir(),
            config.ringDir(),
            store,
            visitors,
            new ClickShipper.Pace(
                config.shipInterval(),
                SHIPPED_AT_ONCE,
                config.keepShipped(),
                config.maxJournalSize().bytes() / 2,
                config.keepClicks()),
            registry));
    return new ClickRecorder(
        journal,
        visitors,
        new ClientAddresses(configuration.get(FollowerConfig.class)),
        places,
        config.honorDoNotTrack(),
        registry,
        InstantSource.system());
  }

  private static Places places(
      ClickConfig config, MeterRegistry registry, ResourceStack resources) {
    return config.geoDatabase().isEmpty()
        ? Places.NONE
        : resources.add(
            GeoDatabase.open(config.geoDatabase().get(), LOOK_AT_GEO_DATABASE_EVERY, registry));
  }

  private static ChangeLog.Server identity() {
    return new ChangeLog.Server(
        UUID.randomUUID(), "process %d".formatted(ProcessHandle.current().pid()));
  }

  /**
   * Warms up with the newest links, which are the likeliest to be followed. If the stores are away,
   * so be it: those who ask for a link will be told.
   */
  private static void warmUp(Stores stores, LinkResolver resolver, Admission admission) {
    try {
      if (stores.installation().awaitFit(WARM_UP_PATIENCE)) {
        WarmUp.ask(resolver, admission, stores.source().newest(WARM_UP_LINKS));
      }
    } catch (StoreException e) {
      LOG.info("Not warmed up: {}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives load balancers the time to notice before the listener closes. */
  private static void leave(Readiness readiness, Duration drainDelay) throws InterruptedException {
    readiness.add("redirect server", () -> "stopping");
    Thread.sleep(drainDelay);
  }
}
