package dev.carom.standalone;

import dev.carom.admin.AdminMain;
import dev.carom.admin.AdminServer;
import dev.carom.core.MigrateMain;
import dev.carom.core.config.ComponentConfig;
import dev.carom.core.config.ConfigException;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.LogConfig;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.lifecycle.ExitCode;
import dev.carom.core.lifecycle.LogForm;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.lifecycle.ShutdownSignal;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.ops.OpsServer;
import dev.carom.core.ops.Readiness;
import dev.carom.redirect.RedirectMain;
import dev.carom.redirect.RedirectServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything, started in one process tree: the stores, the schema, the redirect server, the admin
 * API. Closed in reverse order, so that no server is left without its stores.
 */
final class Up {

  private static final Duration STOP_DEADLINE = Duration.ofMinutes(2);
  private static final Duration READY_DEADLINE = Duration.ofSeconds(30);
  private static final String LOOPBACK = "127.0.0.1";

  private final UpOptions options;
  private final PrintStream out;
  private final PrintStream err;

  Up(UpOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** Starts everything, waits until it is asked to stop, and stops it. */
  ExitCode run(Map<String, String> environment) {
    return ShutdownSignal.run(STOP_DEADLINE, signal -> run(environment, signal));
  }

  private void run(Map<String, String> environment, ShutdownSignal signal) throws Exception {
    try (ResourceStack resources = new ResourceStack()) {
      start(environment, resources);
      signal.await();
      out.println("Stopping.");
    } catch (StartException | ConfigException e) {
      err.println("carom up: " + e.getMessage());
      throw e;
    }
  }

  private void start(Map<String, String> environment, ResourceStack resources)
      throws InterruptedException {
    requireFree("redirect", options.redirectPort());
    requireFree("admin", options.adminPort());
    requireFree("ops", options.opsPort());
    DataFolder folder = resources.add(DataFolder.take(options.dataDir()));
    EmbeddedStores stores = EmbeddedStores.start(folder, resources, this::progress);
    folder.writeConfiguration(configurationText(folder, stores));
    Configuration configuration = configuration(folder, environment);
    LogForm.set(configuration.get(LogConfig.class).format());
    progress("bringing the schema up to date");
    MigrateMain.migrate(configuration);
    progress("starting the servers");
    Metrics metrics = resources.add(new Metrics());
    Readiness readiness = new Readiness();
    OpsServer ops =
        resources.add(
            OpsServer.start(configuration.get(OpsConfig.class), readiness, metrics.registry()));
    RedirectServer redirect =
        RedirectMain.open(configuration, metrics.registry(), readiness, resources);
    AdminServer admin = AdminMain.open(configuration, metrics.registry(), readiness, resources);
    readiness.opened();
    awaitReady(readiness);
    out.print(welcome(folder, redirect.port(), admin.port(), ops.port(), folder.adminKey()));
  }

  /** Whoever reads that Carom is up may follow a link at once. */
  private static void awaitReady(Readiness readiness) throws InterruptedException {
    Instant deadline = Instant.now().plus(READY_DEADLINE);
    while (!readiness.objections().isEmpty()) {
      if (Instant.now().isAfter(deadline)) {
        throw new StartException("the servers do not get ready: " + readiness.objections());
      }
      Thread.sleep(20);
    }
  }

  /** Says so before anything is unpacked or started. */
  private static void requireFree(String component, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
    } catch (IOException e) {
      throw new StartException(
          "port %d is taken; stop what uses it, or choose another with --%s-port PORT"
              .formatted(port, component),
          e);
    }
  }

  private Configuration configuration(DataFolder folder, Map<String, String> environment) {
    Set<Class<? extends ComponentConfig>> needed = new LinkedHashSet<>();
    needed.addAll(RedirectMain.CONFIGURATION);
    needed.addAll(AdminMain.CONFIGURATION);
    needed.add(OpsConfig.class);
    List<String> flags = new ArrayList<>();
    flags.add("--config=" + folder.configurationFile());
    flags.addAll(options.configuration());
    return Configuration.load(flags, environment, Program.RESERVED_VARIABLES, needed);
  }

  private String configurationText(DataFolder folder, EmbeddedStores stores) {
    return """
    # Written by carom up at every start. Further servers start beside it with
    #   ./carom redirect --config %1$s/carom.conf --redirect.port=8180 --ops.port=8182

    postgres.url = %2$s
    postgres.user = %3$s
    postgres.password = %4$s
    redis.url = %5$s

    code.secret = %6$s
    link.base-url = http://%7$s:%8$d

    redirect.host = %7$s
    redirect.port = %8$d

    admin.host = %7$s
    admin.port = %9$d
    admin.bootstrap-key = %10$s

    ops.host = %7$s
    ops.port = %11$d

    click.journal-dir = %1$s/journal
    """
        .formatted(
            folder.path(),
            stores.postgresUrl(),
            stores.postgresUser(),
            stores.postgresPassword(),
            stores.redisUrl(),
            folder.secret("code-secret"),
            LOOPBACK,
            options.redirectPort(),
            options.adminPort(),
            folder.adminKey(),
            options.opsPort());
  }

  private void progress(String what) {
    out.println("  " + what + " …");
  }

  private static String welcome(
      DataFolder folder, int redirectPort, int adminPort, int opsPort, String key) {
    return """

    Carom is up.

      short links   http://127.0.0.1:%1$d/CODE
      admin API     http://127.0.0.1:%2$d/api/v1/links   described in /openapi.json
      health        http://127.0.0.1:%3$d/readyz         and /metrics
      API key       %4$s   (also in %5$s)

    Mint a link, then follow the shortUrl that it answers:

      curl -s http://127.0.0.1:%2$d/api/v1/links -H 'Authorization: Bearer %4$s' \\
        -H 'Content-Type: application/json' -d '{"url": "https://example.com/"}'

    Ctrl-C stops it; its state stays in %6$s.
    """
        .formatted(redirectPort, adminPort, opsPort, key, folder.adminKeyFile(), folder.path());
  }
}
