package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
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

    boolean isClean() {
      return dropped == 0 && load.errors().sum() == 0;
    }
  }

  private static final double MOST = 2;

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
    ServerProcess server =
        ServerProcess.redirect(stage, "server", port, stage.ports().take(), List.of(), keys);
    LoadResult _ = load(stage, port);
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < options.pairs(); i++) {
      turns.add(told(stage, new Turn(false, 0, load(stage, port))));
      turns.add(told(stage, crowded(stage, port)));
    }
    server.stop();
    Contrast contrast = contrast(turns);
    return finding(new Details(options.slow(), List.copyOf(turns), contrast.ratio()), contrast);
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
            "--max-lateness-ms=" + Contrast.MAX_LATENESS_MILLIS);
    return OpenLoop.start(stage, port, options.measured(), arguments).await();
  }

  private static Turn told(Stage stage, Turn turn) {
    stage.out().println(line(turn));
    return turn;
  }

  static Contrast contrast(List<Turn> turns) {
    return Contrast.of("slow clients", loads(turns, false), loads(turns, true));
  }

  private static List<LoadResult> loads(List<Turn> turns, boolean crowded) {
    return turns.stream().filter(turn -> turn.crowded() == crowded).map(Turn::load).toList();
  }

  private static String line(Turn turn) {
    return String.format(
        Locale.ROOT,
        "%s p99 %,.0f µs, errors %d, slow clients dropped %d%s",
        turn.crowded() ? "with   " : "without",
        Contrast.p99Micros(turn.load()),
        turn.load().errors().sum(),
        turn.dropped(),
        Contrast.isRefused(turn.load()) ? ", refused: " + turn.load().refused() : "");
  }

  private static Finding finding(Details details, Contrast contrast) {
    Table table = new Table();
    table.row("slow clients", details.clients());
    table.row("p99 without, median µs", contrast.without());
    table.row("p99 with, median µs", contrast.with());
    table.row("ratio", details.ratio());
    table.row("turns gone wrong", count(details.turns(), turn -> !turn.isClean()));
    table.row(
        "turns the driver refuses",
        count(details.turns(), turn -> Contrast.isRefused(turn.load())));
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
