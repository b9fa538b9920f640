package dev.carom.redirect;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.carom.core.Stores;
import dev.carom.core.config.CacheConfig;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.ComponentConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.config.TlsConfig;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.ShortCode;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.ops.OpsServer;
import dev.carom.core.ops.Readiness;
import dev.carom.core.resolve.LinkResolver;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslProvider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

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
          TlsConfig.class,
          CacheConfig.class);

  private static final int WARM_UP_LOADS = 16;

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
    Stores stores = Stores.open("redirect", configuration, registry, resources);
    RedirectConfig config = configuration.get(RedirectConfig.class);
    CacheConfig cache = configuration.get(CacheConfig.class);
    LinkResolver resolver =
        resources.add(
            new LinkResolver(
                new LinkResolver.Limits(
                    cache.maxBytes().bytes(), cache.ttl(), config.missTimeout(), config.maxLoads()),
                stores.cache(),
                stores.links(),
                registry,
                InstantSource.system(),
                Ticker.systemTicker()));
    warmUp(resolver, readiness);
    RedirectServer.Settings settings =
        new RedirectServer.Settings(
            config, configuration.get(FollowerConfig.class), configuration.get(TlsConfig.class));
    RedirectServer server =
        resources.add(
            RedirectServer.start(settings, tlsProvider, resolver, FollowListener.NONE, registry));
    readiness.add("redirect stores", () -> stores.installation().misfit());
    resources.add("readiness", () -> leave(readiness, config.drainDelay()));
    return server;
  }

  /** The first loads pay for connections and classes: better these than a follower's. */
  private static void warmUp(LinkResolver resolver, Readiness readiness) {
    CompletableFuture<Void> loads =
        CompletableFuture.allOf(
            IntStream.range(0, WARM_UP_LOADS)
                .mapToObj(i -> resolver.resolve(new ShortCode("_" + i)))
                .toArray(CompletableFuture<?>[]::new));
    readiness.add("redirect warm-up", () -> loads.isDone() ? null : "the first loads are running");
  }

  /** Gives load balancers the time to notice before the listener closes. */
  private static void leave(Readiness readiness, Duration drainDelay) throws InterruptedException {
    readiness.add("redirect server", () -> "stopping");
    Thread.sleep(drainDelay);
  }
}
