package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadProcess;
import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.Ports;
import dev.carom.bench.peers.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many links a second a server reads that has none of them in its memory, beside what pgbench
 * reads from the same PostgreSQL: one row by its key, from as many rows, with as many clients, in
 * turns. Both are closed loops.
 *
 * <p>Nothing is pinned. The redirect server, its driver, pgbench and PostgreSQL's processes may run
 * on all processors, so each side pays for its clients, and the kernel deals out the rest. A link
 * is counted when it was read, by the server's own account: what its memory had after all, or two
 * followers shared, is not.
 */
final class Misses implements Scenario {

  /**
   * What came of it.
   *
   * @param links as many as pgbench has accounts
   * @param ratio of links to accounts, by rounds
   */
  record Details(int links, int clients, List<Round> rounds, Spread ratio) {

    static Details of(int links, int clients, List<Round> rounds) {
      List<Double> ratios = rounds.stream().map(Round::ratio).toList();
      return new Details(links, clients, List.copyOf(rounds), Spread.of(ratios));
    }

    /** Requests that did not get their links, and do not count. */
    private long errors() {
      return rounds.stream().mapToLong(round -> round.load().errors().sum()).sum();
    }

    boolean isGood() {
      return ratio.median() >= LEAST;
    }
  }

  /**
   * A turn of each.
   *
   * @param read the share of the server's answers for which it read a link
   */
  record Round(LoadResult load, double read, double accountsPerSecond) {

    double linksPerSecond() {
      return read * load.answeredPerSecond();
    }

    double ratio() {
      return linksPerSecond() / accountsPerSecond;
    }
  }

  private static final double LEAST = 0.7;
  private static final int ROWS_OF_SCALE = 100_000;
  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final Duration FIRST_WARM_UP = Duration.ofSeconds(40);

  /** The least that it may be: some hundred links. */
  private static final String SMALL_CACHE = "redirect.cache.max-bytes=64KiB";

  private final StormOptions options;

  Misses(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    String program = Pgbench.find();
    int links = options.scale() * ROWS_OF_SCALE;
    Path codes = stage.write("misses", stage.store().mint(links).codes());
    // As pgbench does it with its own table.
    Sql.execute(stage.store().postgres(), "VACUUM ANALYZE link");
    Pgbench pgbench = Pgbench.prepare(stage, program, options.scale());
    int port = stage.ports().take();
    ServerProcess server =
        ServerProcess.redirect(
            stage, "server", port, stage.ports().take(), List.of(), List.of(SMALL_CACHE));
    LoadProcess driver = startDriver(stage);
    stage.out().println("Warming up …");
    LoadResult _ = drive(driver, port, codes, FIRST_WARM_UP, 0);
    double _ = accountsPerSecond(stage, pgbench);
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= options.rounds(); i++) {
      String before = server.metrics();
      LoadResult load = drive(driver, port, codes, options.measured(), i);
      double read = readShare(before, server.metrics());
      Round round = new Round(load, read, accountsPerSecond(stage, pgbench));
      stage.out().println(line(round));
      rounds.add(round);
    }
    server.stop();
    return finding(Details.of(links, options.connections(), rounds));
  }

  private static LoadProcess startDriver(Stage stage) throws IOException {
    List<String> command = stage.cores().forDriver(LoadProcess.command(stage.java()));
    return new LoadProcess(
        stage.startToAsk("driver", command), stage.folder().resolve("load.json"));
  }

  private LoadResult drive(LoadProcess driver, int port, Path codes, Duration measured, int seed)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "--target=" + Ports.HOST + ":" + port,
            "--codes=" + codes,
            "--closed",
            "--zipf=0",
            "--seed=" + seed,
            "--connections=" + options.connections(),
            "--warmup=" + WARM_UP.toSeconds(),
            "--duration=" + measured.toSeconds(),
            "--quiet");
    return driver.drive("the server", arguments, WARM_UP.plus(measured));
  }

  /** Takes as long as the server's turn with its warm-up: here the clients connect meanwhile. */
  private double accountsPerSecond(Stage stage, Pgbench pgbench)
      throws IOException, InterruptedException {
    return pgbench.readsPerSecond(stage, options.connections(), options.measured().plus(WARM_UP));
  }

  /**
   * For which share of its answers a server has read a link, between two looks at its meters. What
   * it read for somebody who had been told before that it takes too long makes no more of them.
   */
  static double readShare(String before, String after) {
    return Math.min(1, (read(after) - read(before)) / (answered(after) - answered(before)));
  }

  private static double read(String metrics) {
    return Meters.sum(
        metrics, "carom_reads_seconds_count", "tier=\"postgres\"", "outcome=\"found\"");
  }

  private static double answered(String metrics) {
    return Meters.sum(metrics, "carom_redirect_answers_total", "status=\"302\"");
  }

  private static String line(Round round) {
    return String.format(
        Locale.ROOT,
        "links %,.0f/s (read for %.1f %% of the answers; errors %d), accounts %,.0f/s, ratio %.2f",
        round.linksPerSecond(),
        100 * round.read(),
        round.load().errors().sum(),
        round.accountsPerSecond(),
        round.ratio());
  }

  private static Finding finding(Details details) {
    Spread ratio = details.ratio();
    Table table = new Table();
    table.row("links, and accounts", details.links());
    table.row("clients", details.clients());
    table.row("answers but no links", details.errors());
    table.row("ratio, median", ratio.median());
    table.row("ratio, quartiles", "%.3f to %.3f".formatted(ratio.lower(), ratio.upper()));
    table.row("ratio, least and most", "%.3f, %.3f".formatted(ratio.min(), ratio.max()));
    return new Finding(
        "the median of links read is at least 0.7 of what pgbench reads",
        details.isGood(),
        table.toString(),
        details);
  }
}
