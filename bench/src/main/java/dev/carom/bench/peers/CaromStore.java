package dev.carom.bench.peers;

import dev.carom.bench.micro.SampleLinks;
import dev.carom.core.MigrateMain;
import dev.carom.core.Stores;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.metrics.Metrics;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.PostgresOptions;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A PostgreSQL of its own, with the links minted.
 *
 * @param configuration the file that Carom's servers are to be started with
 */
public record CaromStore(Path configuration, Links links) {

  private static final int BATCH = 1000;
  private static final Duration READY_LIMIT = Duration.ofSeconds(30);

  /**
   * Starts the store.
   *
   * @param software where PostgreSQL's programs are unpacked, if they are not there yet
   */
  public static CaromStore open(Path folder, Path software, ResourceStack resources)
      throws IOException, InterruptedException {
    PostgresOptions options = PostgresOptions.defaults().withDurable(false).withSoftware(software);
    EmbeddedPostgres postgres =
        resources.add(EmbeddedPostgres.start(folder.resolve("stores"), options, _ -> {}));
    Path file = Files.writeString(folder.resolve("carom.conf"), text(postgres));
    Configuration configuration =
        Configuration.load(
            List.of("--config=" + file),
            Map.of(),
            Program.RESERVED_VARIABLES,
            Set.copyOf(RedirectMain.CONFIGURATION));
    MigrateMain.migrate(configuration);
    return new CaromStore(file, mint(configuration));
  }

  /** Every link stays in the server's own memory: hits are measured, and nothing else. */
  private static String text(EmbeddedPostgres postgres) {
    return """
    postgres.url = %s
    postgres.user = %s
    postgres.password = %s
    code.secret = a secret for measurements alone
    redirect.host = %s
    redirect.event-loops = 1
    """
        .formatted(
            postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password(), Ports.HOST);
  }

  private static Links mint(Configuration configuration) throws InterruptedException {
    try (ResourceStack resources = new ResourceStack()) {
      Metrics metrics = resources.add(new Metrics());
      Stores stores = Stores.open("bench", configuration, metrics.registry(), resources);
      awaitReady(stores);
      List<NewLink> wished = wished();
      List<String> codes = new ArrayList<>();
      for (int from = 0; from < wished.size(); from += BATCH) {
        for (Minted minted : stores.links().mint(wished.subList(from, from + BATCH))) {
          codes.add(codeOf(minted));
        }
      }
      return new Links(codes, wished.stream().map(link -> link.target().value()).toList());
    }
  }

  private static String codeOf(Minted minted) {
    return switch (minted) {
      case Minted.Created created -> created.link().code().value();
      case Minted.CodeTaken taken -> throw new IllegalStateException(taken.toString());
    };
  }

  private static List<NewLink> wished() {
    SampleLinks samples = new SampleLinks();
    return IntStream.range(0, SampleLinks.SIZE)
        .mapToObj(i -> new NewLink(samples.found(i).target(), RedirectStatus.FOUND, null, null))
        .toList();
  }

  private static void awaitReady(Stores stores) throws InterruptedException {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (stores.installation().misfit() != null) {
      if (System.nanoTime() > deadline) {
        throw new MeasurementException(
            "the links' store is not ready: " + stores.installation().misfit());
      }
      Thread.sleep(20);
    }
  }
}
