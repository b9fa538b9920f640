package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.storm.MemoryWatch.Memory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A server that is asked three times as much as it can answer. It is held to a quarter of a
 * processor, so that the driver has enough of its own.
 *
 * <p>The driver sends a request when a connection is free, the oldest first, and gives up what has
 * waited for longer than a second. With all that it lets wait by default, each request would be
 * nearly given up by the time that it is sent, and the driver's queue would be measured, whatever
 * the server does. So as many requests may wait in the driver as it has connections, and more are
 * shed there: as a kernel whose queue of connections is full turns clients away before the server
 * hears of them. The driver refuses such a run and withholds its latencies; its counts hold.
 */
final class Overload implements Scenario {

  /**
   * What came of it.
   *
   * @param hold how the server was held to a quarter of a processor
   * @param peak what it answers when it is asked as much as it can answer
   * @param load what it answers to three times as much
   */
  record Details(String hold, LoadResult peak, LoadResult load, Memory memory) {

    double share() {
      return goodput(load) / goodput(peak);
    }

    boolean isGood() {
      return share() >= LEAST && memory.growth() <= MOST_MIB * MIB;
    }
  }

  private static final double LEAST = 0.9;
  private static final double TIMES = 3;
  private static final long MOST_MIB = 100;
  private static final double MIB = 1 << 20;

  private final StormOptions options;

  Overload(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    int port = stage.ports().take();
    ServerProcess server =
        ServerProcess.redirect(stage, "server", port, stage.ports().take(), List.of(), List.of());
    LoadResult _ = load(stage, port, options.measured(), List.of("--closed"));
    Hold hold = Hold.quarter(stage, server.pid());
    LoadResult peak = load(stage, port, options.measured().dividedBy(2), List.of("--closed"));
    stage.out().printf(Locale.ROOT, "Held, it answers %,.0f/s at most.%n", goodput(peak));
    try (MemoryWatch watch = MemoryWatch.start(server.pid())) {
      List<String> arguments =
          List.of(
              "--rate=" + Math.round(TIMES * goodput(peak)),
              "--arrivals=poisson",
              "--timeout=1000",
              "--backlog=" + options.connections());
      LoadResult load = load(stage, port, options.measured(), arguments);
      return finding(new Details(hold.how(), peak, load, watch.soFar()));
    }
  }

  private LoadResult load(Stage stage, int port, Duration measured, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.add("--connections=" + options.connections());
    return OpenLoop.start(stage, port, measured, all).await();
  }

  /** Right answers in time, per second. */
  static double goodput(LoadResult load) {
    return load.answered() / load.durationSeconds();
  }

  private static Finding finding(Details details) {
    LoadResult load = details.load();
    Table table = new Table();
    table.row("held by", details.hold());
    table.row("peak, answers/s", Math.round(goodput(details.peak())));
    table.row("overloaded, answers/s", Math.round(goodput(load)));
    table.row("share of the peak", details.share());
    table.row("given up", load.errors().timeout());
    table.row("shed by the driver", load.errors().shed());
    table.row("wrong status", load.errors().status());
    table.row("connections lost", load.errors().connection());
    table.row("RSS at the start, MiB", details.memory().start() / MIB);
    table.row("RSS at most, MiB", details.memory().most() / MIB);
    table.row("RSS at the end, MiB", details.memory().end() / MIB);
    return new Finding(
        "at least 90 % of the peak, and RSS at most 100 MiB above its start",
        details.isGood(), table.toString(), details);
  }
}
