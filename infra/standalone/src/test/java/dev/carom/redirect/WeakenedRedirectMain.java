package dev.carom.redirect;

import dev.carom.core.Stores;
import dev.carom.core.change.Lease;
import dev.carom.core.change.LeaseControl;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.ops.OpsServer;
import dev.carom.core.ops.Readiness;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A redirect server without one of the things that keep it from answering by what is old, to show
 * that tests would notice.
 */
public final class WeakenedRedirectMain {

  /** The property that names the {@link Weakness}. */
  public static final String WEAKNESS = "carom.test.weakness";

  /** What is missing. */
  public enum Weakness {
    /** Nothing, but readings are slow. */
    SLOW_STORES,
    /** Whether a reading is older than a change is not told by its number. */
    NO_AS_OF,
    /** The lease is never over. */
    NO_LEASE,
    /** What was missed is not read when the server joins again. */
    NO_READING_AT_JOIN
  }

  private WeakenedRedirectMain() {}

  public static void main(String[] args) {
    Program.exit(
        "weakened redirect",
        args,
        Program.with(RedirectMain.CONFIGURATION, OpsConfig.class),
        WeakenedRedirectMain::run);
  }

  private static void run(Program program, Configuration configuration, ResourceStack resources)
      throws InterruptedException {
    Metrics metrics = resources.add(new Metrics());
    Readiness readiness = new Readiness();
    OpsServer ops =
        resources.add(
            OpsServer.start(configuration.get(OpsConfig.class), readiness, metrics.registry()));
    Lease lease =
        new Lease(configuration.get(RedirectConfig.class).onPartition(), Duration.ofMillis(250));
    Weakness weakness = Weakness.valueOf(System.getProperty(WEAKNESS));
    if (weakness == Weakness.NO_LEASE) {
      Thread.ofPlatform().daemon().name("endless-lease").start(() -> grantForEver(lease));
    }
    Stores stores = Stores.open("redirect", configuration, metrics.registry(), resources);
    RedirectServer server =
        RedirectMain.open(
            configuration,
            weakened(stores, weakness),
            lease,
            metrics.registry(),
            readiness,
            resources,
            TlsContext.bestProvider());
    readiness.opened();
    program.started("redirects on port %d, ops on port %d".formatted(server.port(), ops.port()));
    program.awaitStop();
  }

  /** Whoever else ends it, it is valid again within a millisecond. */
  private static void grantForEver(Lease lease) {
    while (true) {
      LeaseControl.grant(lease);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static Stores weakened(Stores stores, Weakness weakness) {
    return switch (weakness) {
      case SLOW_STORES -> SlowStores.honest(stores);
      case NO_AS_OF -> SlowStores.timeless(stores);
      case NO_LEASE -> stores;
      case NO_READING_AT_JOIN ->
          new Stores(
              stores.installation(),
              stores.links(),
              stores.source(),
              stores.replicas(),
              stores.uses(),
              stores.cache(),
              new BlindChangeLog(stores.changes()),
              stores.leases(),
              stores.reports(),
              stores.workspaces(),
              stores.keys(),
              stores.audit(),
              stores.domains(),
              stores.blocklist(),
              stores.answers(),
              stores.edge(),
              stores.sweep(),
              stores.codes());
    };
  }
}
