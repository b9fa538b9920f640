package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import dev.carom.core.link.ShortCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Normal load, in turns without and with a {@link Guesser} beside it, who is on the driver's
 * processor: what he costs there is laid at the server's door too.
 *
 * <p>A server tells unknown codes by the greatest id that was given out and by a filter of chosen
 * codes. So there are links with chosen codes here: an empty filter is never wrong.
 */
final class Scan implements Scenario {

  /**
   * What came of it.
   *
   * @param asked how many codes were tried
   * @param lookups while codes were tried, by the server's own account
   */
  record Details(int perSecond, List<Turn> turns, Contrast contrast, long asked, Lookups lookups) {

    static Details of(int perSecond, List<Turn> turns) {
      return new Details(
          perSecond,
          List.copyOf(turns),
          Contrast.of("a scan", loads(turns, false), loads(turns, true)),
          turns.stream().flatMap(Turn::guesses).mapToLong(Answers::count).sum(),
          turns.stream()
              .filter(Turn::isScanned)
              .map(Turn::lookups)
              .reduce(new Lookups(0, 0, 0), Lookups::plus));
    }

    private static List<LoadResult> loads(List<Turn> turns, boolean scanned) {
      return turns.stream().filter(turn -> turn.isScanned() == scanned).map(Turn::load).toList();
    }

    boolean isGood() {
      return share() <= MOST_LOOKUPS
          && contrast.ratio() <= MOST_RATIO
          && turns.stream().allMatch(Turn::isClean);
    }

    private long notThere() {
      return turns.stream()
          .flatMap(Turn::guesses)
          .mapToLong(scan -> scan.outcomes().getOrDefault(NOT_THERE, 0L))
          .sum();
    }

    /** Lookups of codes for each one that was tried. */
    double share() {
      return (double) lookups.ofCodes() / asked;
    }
  }

  /**
   * A turn of load.
   *
   * @param scan what became of the codes that somebody tried, if anybody did
   */
  record Turn(LoadResult load, @Nullable Answers scan, Lookups lookups) {

    boolean isScanned() {
      return scan != null;
    }

    private Stream<Answers> guesses() {
      return Stream.ofNullable(scan);
    }

    /** Whether every request was answered as it should be. */
    boolean isClean() {
      return load.errors().sum() == 0 && guesses().allMatch(each -> each.areAll(NOT_THERE));
    }
  }

  private static final String NOT_THERE = "404";
  private static final double MOST_LOOKUPS = 0.001;
  private static final double MOST_RATIO = 1.5;

  /** Nearly what the smallest filter is made for, which is wrong then as often as a larger one. */
  private static final int CHOSEN = 3000;

  private final StormOptions options;

  Scan(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    var _ = stage.store().mint(chosen());
    var _ = stage.startRedis();
    int port = stage.ports().take();
    List<String> keys = List.of("redirect.max-unknown-codes=0");
    ServerProcess server =
        ServerProcess.redirect(stage, "server", port, stage.ports().take(), List.of(), keys);
    LoadResult _ = load(stage, port);
    List<Turn> turns = new ArrayList<>();
    for (int pair = 1; pair <= options.pairs(); pair++) {
      turns.add(told(stage, undisturbed(stage, server, port)));
      turns.add(told(stage, scanned(stage, server, port, pair)));
    }
    server.stop();
    return finding(Details.of(options.scan(), turns));
  }

  private static List<ShortCode> chosen() {
    return IntStream.range(0, CHOSEN).mapToObj(i -> new ShortCode("chosen-" + i)).toList();
  }

  private Turn undisturbed(Stage stage, ServerProcess server, int port)
      throws IOException, InterruptedException {
    Lookups before = Lookups.of(server.metrics());
    LoadResult load = load(stage, port);
    return new Turn(load, null, Lookups.of(server.metrics()).since(before));
  }

  private Turn scanned(Stage stage, ServerProcess server, int port, int pair)
      throws IOException, InterruptedException {
    Lookups before = Lookups.of(server.metrics());
    Guesser guesser = Guesser.start(stage, server, port, options, pair);
    LoadResult load = load(stage, port);
    Answers scan = guesser.await(load);
    return new Turn(load, scan, Lookups.of(server.metrics()).since(before));
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

  private static String line(Turn turn) {
    return String.format(
        Locale.ROOT,
        "%s p99 %,.0f µs, errors %d; looked up: Redis %d, PostgreSQL %d, connections borrowed %d;"
            + " codes tried %s%s",
        turn.isScanned() ? "with   " : "without",
        Contrast.p99Micros(turn.load()),
        turn.load().errors().sum(),
        turn.lookups().redis(),
        turn.lookups().postgres(),
        turn.lookups().borrowed(),
        turn.guesses().map(scan -> scan.outcomes().toString()).findFirst().orElse("none"),
        Contrast.isRefused(turn.load()) ? ", refused: " + turn.load().refused() : "");
  }

  private static Finding finding(Details details) {
    Lookups lookups = details.lookups();
    Table table = new Table();
    table.row("codes tried", details.asked());
    table.row("answered 404", details.notThere());
    table.row("looked up in Redis", lookups.redis());
    table.row("looked up in PostgreSQL", lookups.postgres());
    table.row("looked up, %", 100 * details.share());
    table.row("connections borrowed", lookups.borrowed());
    table.row("p99 without, median µs", details.contrast().without());
    table.row("p99 with, median µs", details.contrast().with());
    table.row("ratio", details.contrast().ratio());
    return new Finding(
        "at most 0.1 % of the codes that are tried are looked up, the p99 grows by half at most,"
            + " and every request gets its answer",
        details.isGood(), table.toString(), details);
  }
}
