package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two servers on one port, of which one after the other stops and starts again under load. */
final class Restarts implements Scenario {

  /**
   * What came of it.
   *
   * @param migrate the kernel's setting {@code net.ipv4.tcp_migrate_req} meanwhile
   * @param asked newcomers
   */
  record Details(
      String migrate,
      int newcomersPerSecond,
      List<Restart> restarts,
      LoadResult load,
      long asked,
      Losses losses) {}

  /** One restart: it was told to stop, had ended, was ready. */
  record Restart(String server, Instant told, Instant ended, Instant ready) {}

  /** For each restart that takes longer than its interval, which nothing makes up for. */
  private static final Duration RESERVE = Duration.ofSeconds(4);

  /** Until the driver's JVM has started and connected. */
  private static final Duration DRIVER_START = Duration.ofSeconds(5);

  private final StormOptions options;

  Restarts(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    if (options.migrate()) {
      stage.resources().add(Migration.on());
    }
    int port = stage.ports().take();
    int[] opsPorts = {stage.ports().take(), stage.ports().take()};
    ServerProcess[] servers = {start(stage, 0, port, opsPorts), start(stage, 1, port, opsPorts)};
    Duration length =
        options.interval().plus(RESERVE).multipliedBy(options.restarts()).plus(DRIVER_START);
    OpenLoop load = OpenLoop.start(stage, port, length, loadArguments());
    List<Restart> restarts = new ArrayList<>();
    String code = stage.store().links().codes().getFirst();
    Newcomers newcomers = stage.resources().add(new Newcomers(port, options.newcomers(), code));
    newcomers.start();
    Thread.sleep(OpenLoop.WARM_UP.plus(DRIVER_START));
    long next = System.nanoTime();
    for (int i = 0; i < options.restarts(); i++) {
      requireLoad(load, i);
      int which = i % 2;
      Instant told = Instant.now();
      servers[which].stop();
      Instant ended = Instant.now();
      servers[which] = start(stage, which, port, opsPorts);
      restarts.add(new Restart(name(which), told, ended, Instant.now()));
      stage
          .out()
          .printf(
              "%2d  %s  newcomers: %d, lost %s%n",
              i + 1, name(which), newcomers.asked(), Losses.byReason(newcomers.losses()));
      next += options.interval().toNanos();
      Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
    }
    requireLoad(load, restarts.size());
    newcomers.close();
    LoadResult result = load.await();
    return finding(
        new Details(
            Migration.setting(),
            options.newcomers(),
            List.copyOf(restarts),
            result,
            newcomers.asked(),
            new Losses(result.errors(), newcomers.losses())));
  }

  private List<String> loadArguments() {
    return List.of(
        "--rate=" + options.rate(), "--connections=" + options.connections(), "--arrivals=poisson");
  }

  private static void requireLoad(OpenLoop load, int restarts) {
    if (!load.isRunning()) {
      throw new MeasurementException(
          "the load has ended after %d restarts: see --interval".formatted(restarts));
    }
  }

  private static ServerProcess start(Stage stage, int which, int port, int[] opsPorts)
      throws IOException, InterruptedException {
    List<String> keys = List.of("redirect.reuse-port=true");
    return ServerProcess.redirect(stage, name(which), port, opsPorts[which], List.of(), keys);
  }

  private static String name(int which) {
    return which == 0 ? "A" : "B";
  }

  private static Finding finding(Details details) {
    Losses losses = details.losses();
    Table table = new Table();
    table.row("restarts", details.restarts().size());
    table.row("tcp_migrate_req", details.migrate());
    table.row("lasting: answered", details.load().answered());
    table.row("lasting: lost", losses.driver().sum());
    table.row("newcomers", details.asked());
    table.row("newcomers: lost", losses.newcomers().size());
    for (Newcomers.Way way : Newcomers.Way.values()) {
      if (losses.count(way) > 0) {
        table.row("  " + way.name().toLowerCase(Locale.ROOT), losses.count(way));
      }
    }
    return new Finding("no request is lost", losses.sum() == 0, table.toString(), details);
  }
}
