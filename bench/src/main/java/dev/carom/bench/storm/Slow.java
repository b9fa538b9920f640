package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Normal load, in turns without and with many slow clients beside it. These live in this process,
 * on the driver's processor, so that what they cost there is laid at the server's door too.
 */
final class Slow implements Scenario {

  /**
   * What came of it.
   *
   * @param ratio of the 99th percentile with slow clients to that without, of medians
   */
  record Details(int clients, List<Turn> turns, double ratio) {

    boolean isGood() {
      return ratio < MOST && turns.stream().allMatch(Turn::isClean);
    }
  }

  /**
   * A turn of load.
   *
   * @param crowded whether the slow clients were there
   * @param dropped slow clients whose connection the server has ended
   */
  record Turn(boolean crowded, int dropped, LoadResult load) {

    double p99Micros() {
      LoadResult.Latency latency = load.latencyMicros();
      return latency == null ? Double.NaN : latency.p99();
    }

    /** Whether nothing was answered, or the driver was late itself. */
    boolean isRefused() {
      return load.refused() != null || load.latencyMicros() == null;
    }

    boolean isClean() {
      return dropped == 0 && load.errors().sum() == 0;
    }
  }

  private static final double MOST = 2;

  /**
   * More than a driver may be late whose latencies stand by themselves: here it is as late in every
   * turn, with slow clients on its own processor and without.
   */
  private static final int MAX_LATENESS_MILLIS = 10;

  private static final int OTHER_CONNECTIONS = 2000;

  private final StormOptions options;

  Slow(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    OpenFiles.require(options.slow() + options.connections());
    int port = stage.ports().take();
    List<String> keys =
        List.of(
            "redirect.max-connections=" + (options.slow() + OTHER_CONNECTIONS),
            "redirect.header-timeout=300s",
            "redirect.idle-timeout=600s");
    RedirectProcess server =
        RedirectProcess.start(stage, "server", port, stage.ports().take(), List.of(), keys);
    LoadResult _ = load(stage, port);
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < options.pairs(); i++) {
      turns.add(told(stage, new Turn(false, 0, load(stage, port))));
      turns.add(told(stage, crowded(stage, port)));
    }
    server.stop();
    return finding(new Details(options.slow(), List.copyOf(turns), ratio(turns)));
  }

  private Turn crowded(Stage stage, int port) throws IOException, InterruptedException {
    String code = stage.store().links().codes().getFirst();
    try (Crowd crowd = new Crowd(port, options.slow(), code)) {
      crowd.start();
      LoadResult load = load(stage, port);
      return new Turn(true, crowd.dropped(), load);
    }
  }

  private LoadResult load(Stage stage, int port) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "--rate=" + options.rate(),
            "--connections=" + options.connections(),
            "--max-lateness-ms=" + MAX_LATENESS_MILLIS);
    return OpenLoop.start(stage, port, options.measured(), arguments).await();
  }

  private static Turn told(Stage stage, Turn turn) {
    stage.out().println(line(turn));
    return turn;
  }

  /** Compares the medians. */
  static double ratio(List<Turn> turns) {
    return median(turns, true) / median(turns, false);
  }

  /**
   * Returns the median of one kind of turns, but for those in which the driver has measured itself.
   *
   * @throws MeasurementException if these are half of them or more
   */
  private static double median(List<Turn> turns, boolean crowded) {
    List<Turn> all = turns.stream().filter(turn -> turn.crowded() == crowded).toList();
    List<Double> latencies =
        all.stream().filter(turn -> !turn.isRefused()).map(Turn::p99Micros).toList();
    if (2 * latencies.size() <= all.size()) {
      throw new MeasurementException(
          "the driver was late in %d of %d turns %s slow clients"
              .formatted(all.size() - latencies.size(), all.size(), crowded ? "with" : "without"));
    }
    return Spread.of(latencies).median();
  }

  private static String line(Turn turn) {
    return String.format(
        Locale.ROOT,
        "%s p99 %,.0f µs, errors %d, slow clients dropped %d%s",
        turn.crowded() ? "with   " : "without",
        turn.p99Micros(),
        turn.load().errors().sum(),
        turn.dropped(),
        turn.isRefused() ? ", refused: " + turn.load().refused() : "");
  }

  private static Finding finding(Details details) {
    Table table = new Table();
    table.row("slow clients", details.clients());
    table.row("p99 without, median µs", median(details.turns(), false));
    table.row("p99 with, median µs", median(details.turns(), true));
    table.row("ratio", details.ratio());
    table.row("turns gone wrong", count(details.turns(), turn -> !turn.isClean()));
    table.row("turns the driver refuses", count(details.turns(), Turn::isRefused));
    return new Finding(
        "slow clients less than double the p99; nobody is dropped and nothing goes wrong",
        details.isGood(),
        table.toString(),
        details);
  }

  private static long count(List<Turn> turns, Predicate<Turn> which) {
    return turns.stream().filter(which).count();
  }
}
