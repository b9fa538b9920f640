package dev.carom.bench.peers;

import dev.carom.bench.micro.SampleLinks;
import dev.carom.core.MigrateMain;
import dev.carom.core.Stores;
import dev.carom.core.click.ClickStore;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.metrics.Metrics;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.PostgresOptions;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own, with the links minted.
 *
 * @param configuration the file that Carom's servers are to be started with
 */
public record CaromStore(EmbeddedPostgres postgres, Path configuration, Links links) {

  private static final SampleLinks SAMPLES = new SampleLinks();
  private static final int BATCH = 1000;
  private static final Duration READY_LIMIT = Duration.ofSeconds(30);

  /**
   * Starts a store that does not sync: it is to be quick, and nothing in it is to last.
   *
   * @param software where PostgreSQL's programs are unpacked, if they are not there yet
   */
  public static CaromStore open(Path folder, Path software, ResourceStack resources)
      throws IOException, InterruptedException {
    return open(folder, software, false, resources);
  }

  /**
   * Starts a store.
   *
   * @param durable whether what is committed outlives the machine, as it must in earnest
   */
  public static CaromStore open(
      Path folder, Path software, boolean durable, ResourceStack resources)
      throws IOException, InterruptedException {
    PostgresOptions options =
        PostgresOptions.defaults().withDurable(durable).withSoftware(software);
    EmbeddedPostgres postgres =
        resources.add(EmbeddedPostgres.start(folder.resolve("stores"), options, _ -> {}));
    Path file = Files.writeString(folder.resolve("carom.conf"), text(folder, postgres));
    MigrateMain.migrate(load(file));
    return new CaromStore(postgres, file, mint(file, generated(SampleLinks.SIZE)));
  }

  private static Configuration load(Path file) {
    return Configuration.load(
        List.of("--config=" + file),
        Map.of(),
        Program.RESERVED_VARIABLES,
        Set.copyOf(RedirectMain.CONFIGURATION));
  }

  /** Every link stays in the server's own memory: hits are measured, and nothing else. */
  private static String text(Path folder, EmbeddedPostgres postgres) {
    return """
    postgres.url = %s
    postgres.user = %s
    postgres.password = %s
    code.secret = a secret for measurements alone
    redirect.host = %s
    redirect.event-loops = 1
    click.journal-dir = %s
    """
        .formatted(
            postgres.jdbcUrl("postgres"),
            postgres.superuser(),
            postgres.password(),
            Ports.HOST,
            folder.resolve("journal"));
  }

  /** Adds a key to the file, for servers that are started from now on. */
  public void configure(String key, String value) throws IOException {
    Files.writeString(configuration, key + " = " + value + "\n", StandardOpenOption.APPEND);
  }

  /** Mints more links with generated codes. */
  public Links mint(int count) throws InterruptedException {
    return mint(configuration, generated(count));
  }

  /** Mints links with these codes. */
  public Links mint(List<ShortCode> codes) throws InterruptedException {
    return mint(
        configuration,
        IntStream.range(0, codes.size()).mapToObj(i -> wished(i, codes.get(i))).toList());
  }

  private static Links mint(Path configuration, List<NewLink> wished) throws InterruptedException {
    try (ResourceStack resources = new ResourceStack()) {
      Stores stores = openStores(load(configuration), resources);
      List<String> codes = new ArrayList<>();
      for (int from = 0; from < wished.size(); from += BATCH) {
        int to = Math.min(from + BATCH, wished.size());
        for (Minted minted : stores.links().mint(wished.subList(from, to))) {
          codes.add(codeOf(minted));
        }
      }
      return new Links(codes, wished.stream().map(link -> link.target().value()).toList());
    }
  }

  private static String codeOf(Minted minted) {
    return switch (minted) {
      case Minted.Created created -> created.link().code().value();
      case Minted.Found _, Minted.CodeTaken _, Minted.NoSuchDomain _, Minted.TargetRefused _ ->
          throw new IllegalStateException(minted.toString());
    };
  }

  private static List<NewLink> generated(int count) {
    return IntStream.range(0, count).mapToObj(i -> wished(i, null)).toList();
  }

  /** A link to one of the samples' targets, of which there are fewer than links may be. */
  private static NewLink wished(int number, @Nullable ShortCode code) {
    TargetUrl target = SAMPLES.found(number % SampleLinks.SIZE).target();
    return new NewLink(target, RedirectStatus.FOUND, null, null, code);
  }

  /** Opens what Carom's servers would; it is closed with the resources. */
  public Stores openStores(ResourceStack resources) throws InterruptedException {
    return openStores(load(configuration), resources);
  }

  /** Opens what the admin API would, as {@link #openStores} does. */
  public Stores openStoresForWorkspaces(ResourceStack resources) throws InterruptedException {
    Metrics metrics = resources.add(new Metrics());
    return fit(
        Stores.openForWorkspaces("bench", load(configuration), metrics.registry(), resources));
  }

  private static Stores openStores(Configuration configuration, ResourceStack resources)
      throws InterruptedException {
    Metrics metrics = resources.add(new Metrics());
    return fit(Stores.open("bench", configuration, metrics.registry(), resources));
  }

  private static Stores fit(Stores stores) throws InterruptedException {
    if (!stores.installation().awaitFit(READY_LIMIT)) {
      throw new MeasurementException(
          "the links' store is not ready: " + stores.installation().misfit());
    }
    return stores;
  }

  /** Opens where Carom's servers would count clicks; it is closed with the resources. */
  public ClickStore openClicks(ResourceStack resources) throws InterruptedException {
    Configuration loaded = load(configuration);
    Stores stores = openStores(loaded, resources);
    return stores.openClicks("bench", loaded, resources.add(new Metrics()).registry(), resources);
  }
}
