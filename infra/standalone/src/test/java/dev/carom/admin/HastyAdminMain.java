package dev.carom.admin;

import dev.carom.core.Stores;
import dev.carom.core.change.LeaseBook;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.metrics.Metrics;
import dev.carom.core.ops.OpsServer;
import dev.carom.core.ops.Readiness;
import java.util.List;

/**
 * An admin API that waits for no server, since it knows of no lease, to show that tests would
 * notice.
 */
public final class HastyAdminMain {

  private HastyAdminMain() {}

  public static void main(String[] args) {
    Program.exit(
        "hasty admin",
        args,
        Program.with(AdminMain.CONFIGURATION, OpsConfig.class),
        HastyAdminMain::run);
  }

  private static void run(Program program, Configuration configuration, ResourceStack resources)
      throws InterruptedException {
    Metrics metrics = resources.add(new Metrics());
    Readiness readiness = new Readiness();
    OpsServer ops =
        resources.add(
            OpsServer.start(configuration.get(OpsConfig.class), readiness, metrics.registry()));
    Stores stores = Stores.openForWorkspaces("admin", configuration, metrics.registry(), resources);
    Stores hasty =
        new Stores(
            stores.installation(),
            stores.links(),
            stores.source(),
            stores.replicas(),
            stores.uses(),
            stores.cache(),
            stores.changes(),
            new NoLeases(stores.leases()),
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
    AdminServer server =
        AdminMain.open(configuration, hasty, metrics.registry(), readiness, resources);
    readiness.opened();
    program.started("admin API on port %d, ops on port %d".formatted(server.port(), ops.port()));
    program.awaitStop();
  }

  private record NoLeases(LeaseBook book) implements LeaseBook {

    @Override
    public Page read() {
      return new Page(book.read().epoch(), List.of());
    }

    @Override
    public boolean revoke(Entry entry) {
      return false;
    }
  }
}
