package dev.carom.admin;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.admin.edge.EdgeLines;
import dev.carom.admin.edge.EdgeLogs;
import dev.carom.admin.edge.EdgePurger;
import dev.carom.admin.oidc.OidcTokens;
import dev.carom.admin.oidc.Tokens;
import dev.carom.core.Stores;
import dev.carom.core.change.Barrier;
import dev.carom.core.change.Lease;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.ClientConfig;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.ComponentConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.EdgeConfig;
import dev.carom.core.config.EdgeLogConfig;
import dev.carom.core.config.LinkConfig;
import dev.carom.core.config.OidcConfig;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.config.SafetyConfig;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.ops.OpsServer;
import dev.carom.core.ops.Readiness;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The process that marketers and their tools reach: {@code carom admin}. */
public final class AdminMain {

  /** The components that {@link #open} is configured by. */
  public static final List<Class<? extends ComponentConfig>> CONFIGURATION =
      List.of(
          PostgresConfig.class,
          RedisConfig.class,
          CodeConfig.class,
          LinkConfig.class,
          AdminConfig.class,
          ClientConfig.class,
          SafetyConfig.class,
          OidcConfig.class,
          EdgeConfig.class,
          EdgeLogConfig.class);

  /** Patience is for what is in the way of reading leases, once those that lapse are waited for. */
  private static final Barrier.Timing PROPAGATION =
      new Barrier.Timing(Lease.LENGTH, Duration.ofMillis(250), Duration.ofSeconds(5));

  /** What is left for the answer of a request that had to wait. */
  private static final Duration AFTER_WAITING = Duration.ofSeconds(10);

  private AdminMain() {}

  public static void main(String[] args) {
    Program.exit("carom admin", args, Program.with(CONFIGURATION, OpsConfig.class), AdminMain::run);
  }

  private static void run(Program program, Configuration configuration, ResourceStack resources)
      throws InterruptedException {
    Metrics metrics = resources.add(new Metrics());
    Readiness readiness = new Readiness();
    OpsServer ops =
        resources.add(
            OpsServer.start(configuration.get(OpsConfig.class), readiness, metrics.registry()));
    AdminServer server = open(configuration, metrics.registry(), readiness, resources);
    readiness.opened();
    program.started("admin API on port %d, ops on port %d".formatted(server.port(), ops.port()));
    program.awaitStop();
  }

  /**
   * Opens a server with all that it needs.
   *
   * @param resources gets what was opened; closing it drains the server first
   */
  public static AdminServer open(
      Configuration configuration,
      MeterRegistry registry,
      Readiness readiness,
      ResourceStack resources) {
    Stores stores = Stores.openForWorkspaces("admin", configuration, registry, resources);
    return open(configuration, stores, registry, readiness, resources);
  }

  /** Opens a server on certain stores. */
  static AdminServer open(
      Configuration configuration,
      Stores stores,
      MeterRegistry registry,
      Readiness readiness,
      ResourceStack resources) {
    SafetyConfig safety = configuration.get(SafetyConfig.class);
    TargetChecker checker =
        safety.checkerUrl().map(url -> resources.add(new TargetChecker(url, safety))).orElse(null);
    TargetPolicy blocklist = new BlocklistPolicy(stores.blocklist());
    Barrier barrier = resources.add(Barrier.open(stores.leases(), PROPAGATION, registry));
    LinkService service =
        new LinkService(
            stores.links(),
            stores.cache(),
            barrier,
            edge(configuration, stores, barrier, registry, resources),
            checker == null
                ? blocklist
                : blocklist.then(new CheckerPolicy(checker, safety.checkerOnFailure(), registry)));
    if (checker != null && safety.sweepRate() > 0) {
      resources.add(LinkSweep.start(stores.sweep(), checker, service, safety));
    }
    ClientConfig clients = configuration.get(ClientConfig.class);
    RequestLimits limits =
        resources.add(
            new RequestLimits(
                clients,
                Stores.openLimits(configuration, clients.burst(), registry, resources),
                new ClientNames(configuration.get(CodeConfig.class).secret().reveal())));
    AdminServer server =
        resources.add(
            AdminServer.start(
                configuration.get(AdminConfig.class),
                clients,
                configuration.get(LinkConfig.class),
                service,
                stores.reports(),
                stores.workspaces(),
                stores.keys(),
                stores.audit(),
                stores.domains(),
                stores.blocklist(),
                stores.answers(),
                edgeLogs(configuration, stores, registry, resources),
                limits,
                tokens(configuration.get(OidcConfig.class), registry, resources),
                registry,
                InstantSource.system()));
    readiness.add("admin stores", () -> stores.installation().misfit());
    resources.add("readiness", () -> readiness.add("admin server", () -> "stopping"));
    return server;
  }

  private static EdgePurges edge(
      Configuration configuration,
      Stores stores,
      Barrier barrier,
      MeterRegistry registry,
      ResourceStack resources) {
    EdgeConfig config = configuration.get(EdgeConfig.class);
    resources.add(EdgePolicy.start(stores.edge().links(), config, registry));
    return resources.add(
        EdgePurges.start(
            stores.edge().purges(),
            stores.edge().links(),
            EdgePurger.open(config),
            barrier,
            config,
            new DomainNames(configuration.get(LinkConfig.class).baseUrl(), stores.domains()),
            AdminMain::extendRequest,
            registry));
  }

  private static EdgeLogRoutes edgeLogs(
      Configuration configuration, Stores stores, MeterRegistry registry, ResourceStack resources) {
    EdgeLogConfig config = configuration.get(EdgeLogConfig.class);
    EdgeLogStore store = stores.openEdgeLogs("admin", configuration, registry, resources);
    resources.add(EdgeReconciliation.start(store, registry));
    InstantSource clock = InstantSource.system();
    return new EdgeLogRoutes(
        new EdgeLogs(store, new EdgeLines(config, clock)), store, config.remember(), clock);
  }

  /** Lets the request that this thread works on, if it does, take longer than others. */
  private static void extendRequest(Duration wait) {
    ServiceRequestContext request = ServiceRequestContext.currentOrNull();
    if (request != null) {
      request.setRequestTimeout(TimeoutMode.SET_FROM_NOW, wait.plus(AFTER_WAITING));
    }
  }

  private static Tokens tokens(OidcConfig config, MeterRegistry registry, ResourceStack resources) {
    return config.isOn()
        ? resources.add(OidcTokens.open(config, registry, InstantSource.system()))
        : Tokens.none();
  }
}
