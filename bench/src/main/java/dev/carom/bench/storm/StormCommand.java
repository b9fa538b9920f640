package dev.carom.bench.storm;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import dev.carom.bench.ResultFiles;
import dev.carom.bench.peers.ClosedAtExit;
import dev.carom.bench.peers.Cores;
import dev.carom.bench.peers.JavaCommand;
import dev.carom.bench.peers.Measurement;
import dev.carom.bench.peers.Programs;
import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code carom bench storm}. Ends whatever it has started, however it ends itself. */
public final class StormCommand {

  /** What the command's options are, for the usage of {@code carom bench}. */
  public static final String USAGE =
      """
        storm SCENARIO  real redirect servers in trouble; status 1 if they do not keep to a bound
          restarts      two servers on one port restart in turn: no request is lost
                        --restarts N (20) --interval S (6) --newcomers N a second (200)
                        --migrate: with net.ipv4.tcp_migrate_req = 1 meanwhile (as root)
          soak          a server is used and misused for long: nothing grows, nothing leaks
                        --minutes N (10) --newcomers N a second (200) --every S, a sample (10)
          slow          slow clients beside normal load: its p99 less than doubles
                        --pairs N (5) of turns without and with --slow N (10000) clients,
                        --measure S (5) a turn
          overload      three times what a server on a quarter of a processor can answer:
                        it goes on to answer 90 % of that, and its memory stays bounded
                        --measure S (10), half of it for what it can answer
          scan          random codes are tried beside normal load: hardly any is looked up, and
                        the load's p99 grows by half at most
                        --pairs N (5) of turns without and with --scan N (10000) codes a second,
                        --measure S (20) a turn
          hung          Redis hangs, then PostgreSQL: hits are as before, misses in time
                        --misses N a second (200), --measure S (10) a phase
                        --refuse: with redirect.on-partition = refuse
          misses        links that the server does not have in its memory: it reads at least 0.7
                        of what pgbench does, which must be installed
                        --rounds N (7), --measure S (5) a turn,
                        --scale N (2) hundred thousand rows
          shipping      clicks of a million links: they are counted at least half as fast as
                        their rows are copied
                        --rounds N (7)
          counts        counts of many clicks, of a tenth of them, and of few: each is told in
                        50 ms; the plans stand in the results
                        --clicks N million (100), of a hundred days, --rounds N (7)
          minting       links by single requests beside pgbench's INSERTs, at least half as many,
                        and by bulk requests beside COPY, at least 0.3; PostgreSQL syncs
                        --rounds N (7), --measure S (5) a turn, --lines N (100000)
          lists         pages of lists of many links, with their totals: each is told in 50 ms;
                        the plans stand in the results
                        --links N million (10), --rounds N (7)
                 --rate N (2000; soak, hung: 1000) --connections N   of the open loop
                 --first-port PORT       servers take the free ports from there on (18400)
      """;

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  public StormCommand(Path home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** Understands a command line and does what it asks for. */
  public ExitCode run(List<String> args) {
    StormOptions options = StormOptions.parse(args);
    return Measurement.run(err, () -> play(options) ? ExitCode.DONE : ExitCode.FAILED);
  }

  private boolean play(StormOptions options) throws IOException, InterruptedException {
    Instant start = Instant.now();
    Machine machine = Machine.here();
    Commit commit = Commit.of(home);
    JavaCommand java = JavaCommand.ofThisProcess();
    Cores cores =
        options.scenario().isPinned()
            ? Cores.choose(Programs.installed(), machine.processors())
            : Cores.shared();
    cores.moveAway();
    Finding finding = play(options, java, cores);
    out.printf("%n%s%n", finding.table());
    out.printf("%s: %s%n", finding.bound(), finding.met() ? "met" : "NOT MET");
    ResultFiles files = ResultFiles.create(home, "storm-" + options.scenario().title(), start);
    files.writeResults(
        new StormRecord(
            Stream.concat(Stream.of("./carom", "bench", "storm"), options.args().stream()).toList(),
            options.scenario().title(),
            start,
            Instant.now(),
            commit,
            machine,
            System.getProperty("java.runtime.version"),
            java.options(),
            cores.note(),
            finding.bound(),
            finding.met(),
            finding.details()));
    out.printf("Results: %s%n", files.results());
    return finding.met();
  }

  private Finding play(StormOptions options, JavaCommand java, Cores cores)
      throws IOException, InterruptedException {
    try (ClosedAtExit closed = ClosedAtExit.open()) {
      boolean durable = options.scenario().isDurable();
      Stage stage =
          Stage.open(home, durable, cores, java, options.firstPort(), closed.resources(), out);
      return scenario(options).run(stage);
    }
  }

  private static Scenario scenario(StormOptions options) {
    return switch (options.scenario()) {
      case RESTARTS -> new Restarts(options);
      case SOAK -> new Soak(options);
      case SLOW -> new Slow(options);
      case OVERLOAD -> new Overload(options);
      case SCAN -> new Scan(options);
      case HUNG -> new Hung(options);
      case MISSES -> new Misses(options);
      case SHIPPING -> new Shipping(options);
      case COUNTS -> new Counts(options);
      case MINTING -> new Minting(options);
      case LISTS -> new Lists(options);
    };
  }
}
