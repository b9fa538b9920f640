package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.storm.OpenLoop.Asked;
import dev.carom.bench.storm.Outages.Part;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.embedded.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Stores that hang, first Redis, then PostgreSQL: all their processes are stopped, so connections
 * stay open, new ones are made by the kernel, and nobody answers. Two drivers ask meanwhile: one
 * for few links that the server has in its memory, the other for links each of which nobody has
 * asked for before.
 */
final class Hung implements Scenario {

  /**
   * What came of it.
   *
   * @param hits all that became of these, before and in between too
   * @param misses likewise
   */
  record Details(Outages outages, List<Outages.Check> checks, LoadResult hits, LoadResult misses) {

    boolean isGood() {
      return checks.stream().allMatch(Outages.Check::met);
    }
  }

  /** For so long it need not be known yet that a store hangs. */
  private static final Duration AT_FIRST = Duration.ofSeconds(2);

  /** Whoever asks so shortly before something changes may be answered by what comes then. */
  private static final Duration AT_LAST = Duration.ofMillis(300);

  /** For a store that is back. */
  private static final Duration RECOVERY = Duration.ofSeconds(5);

  /** Until the drivers' JVMs have started and connected. */
  private static final Duration DRIVER_START = Duration.ofSeconds(5);

  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int KNOWN = 100;

  private final StormOptions options;

  Hung(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    EmbeddedRedis redis = stage.startRedis();
    Path known = stage.write("hits", stage.store().links().codes().subList(0, KNOWN));
    Path unknown = stage.write("misses", stage.store().mint(mostMisses()).codes());
    int port = stage.ports().take();
    List<String> keys = options.refuse() ? List.of("redirect.on-partition=refuse") : List.of();
    ServerProcess server =
        ServerProcess.redirect(stage, "server", port, stage.ports().take(), List.of(), keys);
    Asked warmUp = new Asked("warm-up", known, Duration.ZERO, WARM_UP, false);
    LoadResult _ = OpenLoop.start(stage, port, warmUp, List.of("--closed")).await();
    OpenLoop hits =
        OpenLoop.start(
            stage,
            port,
            new Asked("hits", known, OpenLoop.WARM_UP, asking(), true),
            List.of("--rate=" + options.rate(), "--connections=" + options.connections()));
    // Connections for a second's misses: each may wait for a quarter of one.
    OpenLoop misses =
        OpenLoop.start(
            stage,
            port,
            new Asked("misses", unknown, OpenLoop.WARM_UP, asking(), true),
            List.of(
                "--in-order", "--rate=" + options.misses(), "--connections=" + options.misses()));
    Thread.sleep(OpenLoop.WARM_UP.plus(DRIVER_START));
    Map<Part, Span> spans = play(stage, redis);
    if (!hits.isRunning() || !misses.isRunning()) {
      throw new MeasurementException("a driver has ended before the stores were back");
    }
    LoadResult hitsResult = hits.await();
    LoadResult missesResult = misses.await();
    server.stop();
    Outages outages = Outages.of(options.refuse(), spans, hits.traced(), misses.traced());
    return finding(new Details(outages, outages.checks(), hitsResult, missesResult));
  }

  /** For how long the drivers have to ask, and some seconds more. */
  private Duration asking() {
    Duration play =
        options.measured().multipliedBy(4).plus(AT_FIRST.plus(RECOVERY).multipliedBy(2));
    return play.plus(DRIVER_START.multipliedBy(2));
  }

  /** Those that come by chance may be a few more than usual. */
  private int mostMisses() {
    return (int) (1.05 * options.misses() * OpenLoop.WARM_UP.plus(asking()).toSeconds()) + 1000;
  }

  private Map<Part, Span> play(Stage stage, EmbeddedRedis redis) throws InterruptedException {
    Map<Part, Span> spans = new EnumMap<>(Part.class);
    stage.out().println("All is well …");
    spans.put(Part.HEALTHY, pass(options.measured()));
    stage.out().println("Redis hangs …");
    Span redisHung = hang(redis);
    stage.out().println("Redis is back …");
    put(spans, Part.REDIS_HUNG, Part.REDIS_HUNG_FIRST, Part.REDIS_HUNG_THEN, redisHung);
    spans.put(Part.REDIS_BACK, pass(RECOVERY));
    stage.out().println("PostgreSQL hangs …");
    Span postgresHung = hang(stage.store().postgres());
    stage.out().println("PostgreSQL is back …");
    put(spans, Part.POSTGRES_HUNG, Part.POSTGRES_HUNG_FIRST, Part.POSTGRES_HUNG_THEN, postgresHung);
    spans.put(Part.POSTGRES_BACK, pass(RECOVERY.plus(options.measured())));
    return spans;
  }

  private static void put(Map<Part, Span> spans, Part whole, Part first, Part then, Span span) {
    spans.put(whole, span);
    spans.put(first, span.first(AT_FIRST));
    spans.put(then, span.after(AT_FIRST));
  }

  private Span hang(EmbeddedServer server) throws InterruptedException {
    try {
      server.pause();
      return pass(AT_FIRST.plus(options.measured()));
    } finally {
      server.resume();
    }
  }

  private static Span pass(Duration time) throws InterruptedException {
    Instant from = Instant.now();
    Thread.sleep(time);
    return new Span(from, Instant.now().minus(AT_LAST));
  }

  private static Finding finding(Details details) {
    Table table = new Table();
    details
        .outages()
        .phases()
        .forEach((part, phase) -> {
          table.row(part.title() + ": hits", line(phase.hits()));
          table.row(part.title() + ": misses", line(phase.misses()));
        });
    table.row("misses right again, s", details.outages().recoverySeconds());
    for (Outages.Check check : details.checks()) {
      table.row(check.met() ? "met" : "NOT MET", check.what());
    }
    return new Finding(
        "while a store hangs, hits are as before, misses are answered in time, and soon after"
            + " as before",
        details.isGood(),
        table.toString(),
        details);
  }

  private static String line(Answers answers) {
    return String.format(
        Locale.ROOT,
        "p50 %,.0f µs, p99 %,.0f µs, max %,.0f µs %s",
        answers.p50(),
        answers.p99(),
        answers.max(),
        answers.outcomes());
  }
}
