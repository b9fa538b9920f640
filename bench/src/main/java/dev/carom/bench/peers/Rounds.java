package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Measures servers in turn, round by round; every other round goes the other way round. */
final class Rounds {

  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final Duration REST = Duration.ofMillis(300);
  private static final Duration LONGEST_REST = Duration.ofSeconds(10);

  /** Of 10 ms each, in a rest: what idle threads use. */
  private static final long QUIET_TICKS = 2;

  private static final double MICROS_PER_SECOND = 1e6;

  private final Turns turns;
  private final LoadDriver driver;
  private final PrintStream out;

  /**
   * @param out is told of every run
   */
  Rounds(Turns turns, LoadDriver driver, PrintStream out) {
    this.turns = turns;
    this.driver = driver;
    this.out = out;
  }

  /** Drives a server for the first time, for as long as its compiler may need. */
  void warmUp(Workload workload, Server server) throws IOException, InterruptedException {
    out.printf("  %s: warming up%n", server.name());
    var _ = driver.drive(server, new Load(workload, Duration.ZERO, turns.warmUp(), null, 0));
    server.emptyLog();
  }

  /**
   * Measures all rounds. What the driver refuses is left out, and with it its pair.
   *
   * @param ratePerSecond as for {@link Load}
   */
  List<Run> measure(Workload workload, List<Server> servers, @Nullable Long ratePerSecond)
      throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    for (int round = 1; round <= turns.rounds(); round++) {
      Load load = new Load(workload, WARM_UP, turns.measured(), ratePerSecond, round);
      for (Server server : order(round, servers)) {
        Run run = run(round, server, load);
        String refused = run.load().refused();
        if (refused == null) {
          runs.add(run);
        }
        out.println(refused == null ? line(run) : leftOut(run, refused));
      }
    }
    return List.copyOf(runs);
  }

  private static String leftOut(Run run, String refused) {
    return "  round %d, %s: left out: %s".formatted(run.round(), run.server(), refused);
  }

  private static String line(Run run) {
    LoadResult load = run.load();
    String line =
        String.format(
            Locale.ROOT,
            "  round %d, %s: %.2f µs of CPU per request, %.0f requests/s",
            run.round(),
            run.server(),
            run.cpuMicrosPerRequest(),
            load.answeredPerSecond());
    LoadResult.Latency latency = load.latencyMicros();
    return latency == null
        ? line
        : line
            + String.format(
                Locale.ROOT, ", p99 %.0f µs, p99.9 %.0f µs", latency.p99(), latency.p999());
  }

  /** Returns who is measured in which order: A B C in odd rounds, C B A in even ones. */
  static <T> List<T> order(int round, List<T> servers) {
    return round % 2 == 1 ? servers : servers.reversed();
  }

  /** Waits for what a server still does of what it was asked, such as counting its clicks. */
  private static void awaitQuiet(List<Long> pids) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long used = Long.MAX_VALUE;
    while (used > QUIET_TICKS && System.nanoTime() - start < LONGEST_REST.toNanos()) {
      ProcessTimes before = ProcessTimes.of(pids);
      Thread.sleep(REST);
      used = ProcessTimes.of(pids).ticksSince(before);
    }
  }

  /** The load's part, in processors, of what was done after it; the warm-up has its own. */
  private static double owed(CpuTrace trace, Instant from, Load load) {
    return trace.nanosSince(from.plus(load.measured())) / load.length().toNanos();
  }

  private Run run(int round, Server server, Load load) throws IOException, InterruptedException {
    List<Long> pids = server.child().pids();
    MachineTimes machine = MachineTimes.now();
    ProcessTimes times = ProcessTimes.of(pids);
    LoadResult result;
    CpuTrace all;
    CpuTrace answering;
    try (CpuSampler process = CpuSampler.start(() -> new ProcessClock(pids));
        CpuSampler threads = CpuSampler.start(server::answeringClock)) {
      result = driver.drive(server, load);
      awaitQuiet(pids);
      all = process.stop();
      answering = threads.stop();
    }
    // Some milliseconds of the warm-up may count in; what is taken is a speed, not a sum.
    Instant from = result.startedAt().plus(load.warmUp());
    double busy = all.busyProcessors(from, load.measured()) + owed(all, from, load);
    double busyAnswering = answering.busyProcessors(from, load.measured());
    Run run =
        new Run(
            round,
            server.name(),
            MICROS_PER_SECOND * busy / result.answeredPerSecond(),
            MICROS_PER_SECOND * busyAnswering / result.answeredPerSecond(),
            busy,
            ProcessTimes.of(pids).systemShareSince(times),
            MachineTimes.now().stolenShareSince(machine),
            result);
    server.emptyLog();
    return run;
  }
}
