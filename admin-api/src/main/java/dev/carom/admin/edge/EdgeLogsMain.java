package dev.carom.admin.edge;

import dev.carom.core.Stores;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.EdgeLogConfig;
import dev.carom.core.config.EdgeLogFileConfig;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.ops.OpsServer;
import dev.carom.core.ops.Readiness;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The process that follows the log of the edge on its machine: {@code carom edge-logs}. */
public final class EdgeLogsMain {

  private EdgeLogsMain() {}

  public static void main(String[] args) {
    Program.exit(
        "carom edge-logs",
        args,
        List.of(
            PostgresConfig.class,
            RedisConfig.class,
            CodeConfig.class,
            EdgeLogConfig.class,
            EdgeLogFileConfig.class,
            OpsConfig.class),
        EdgeLogsMain::run);
  }

  private static void run(Program program, Configuration configuration, ResourceStack resources)
      throws InterruptedException {
    EdgeLogConfig config = configuration.get(EdgeLogConfig.class);
    EdgeLogFileConfig followed = configuration.get(EdgeLogFileConfig.class);
    Path file = followed.file();
    Metrics metrics = resources.add(new Metrics());
    Readiness readiness = new Readiness();
    OpsServer ops =
        resources.add(
            OpsServer.start(configuration.get(OpsConfig.class), readiness, metrics.registry()));
    Stores stores = Stores.open("edge-logs", configuration, metrics.registry(), resources);
    EdgeLogStore store =
        stores.openEdgeLogs("edge-logs", configuration, metrics.registry(), resources);
    InstantSource clock = InstantSource.system();
    resources.add(
        LogFollower.start(
            source(file),
            followed,
            store,
            new EdgeLogs(store, new EdgeLines(config, clock)),
            new LogFiles(file, clock),
            metrics.registry()));
    readiness.add("edge log stores", () -> stores.installation().misfit());
    readiness.opened();
    program.started("following %s, ops on port %d".formatted(file, ops.port()));
    program.awaitStop();
  }

  /** What this log is called in reports: several may be followed on a machine. */
  private static String source(Path file) {
    String machine;
    try {
      machine = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      machine = "localhost";
    }
    return machine + ":" + file.toAbsolutePath();
  }
}
