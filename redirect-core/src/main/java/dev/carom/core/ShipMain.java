package dev.carom.core;

import dev.carom.core.click.ClickShipper;
import dev.carom.core.config.ClickConfig;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.lifecycle.ExitCode;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.link.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Counts the clicks in the journals of a machine that is no more, and ends: {@code carom ship}. */
public final class ShipMain {

  private static final String USAGE =
      """
      Usage: carom ship DIR [--config FILE] [--KEY=VALUE …]

      DIR is the click.journal-dir of servers that have ended; those that run are passed over.
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int BATCH = 100_000;

  private ShipMain() {}

  public static void main(String[] args) {
    if (List.of(args).contains("--help")) {
      System.out.print(USAGE);
      System.exit(ExitCode.DONE.status());
    } else if (args.length == 0 || args[0].startsWith("-")) {
      System.err.print("carom ship: which folder?\n\n" + USAGE);
      System.exit(ExitCode.USAGE.status());
    }
    Path dir = Path.of(args[0]);
    Program.exit(
        "carom ship",
        Arrays.copyOfRange(args, 1, args.length),
        List.of(PostgresConfig.class, RedisConfig.class, CodeConfig.class, ClickConfig.class),
        (_, configuration, resources) -> ship(dir, configuration, resources));
  }

  private static void ship(Path dir, Configuration configuration, ResourceStack resources)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(dir)) {
      throw new StartException(dir + " is no folder");
    }
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Stores stores = Stores.open("ship", configuration, registry, resources);
    if (!stores.installation().awaitFit(PATIENCE)) {
      throw new StartException(String.valueOf(stores.installation().misfit()));
    }
    Path ringDir = configuration.get(ClickConfig.class).ringDir();
    try {
      long clicks =
          ClickShipper.shipAbandoned(
              dir, ringDir, stores.openClicks("ship", configuration, registry, resources), BATCH);
      System.out.println("Counted " + clicks + " clicks");
    } catch (StoreException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
