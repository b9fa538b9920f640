package dev.carom.bench.peers;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import dev.carom.bench.ResultFiles;
import dev.carom.bench.peers.PeersRecord.Jvm;
import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code carom bench peers}. Ends whatever it has started, however it ends itself. */
public final class PeersCommand {

  /** What the command's options are, for the usage of {@code carom bench}. */
  public static final String USAGE =
      """
        peers    what a redirect costs in CPU, Carom beside nginx, HAProxy and two floors
                 --rounds N --seconds N --warmup N   9 rounds of 3 s, after 10 s of warm-up
                 --quick                 2 rounds of 1 s: shows that it works, measures little
                 --latency               latencies too, at half of the slower one's capacity
                 --workloads LIST        of plain, pipelined, tls
                 --peers LIST            of nginx, haproxy, c-loop, netty-codec
                 --control NAME          who takes part twice: nginx, carom or none
                 --first-port PORT       servers take the free ports from there on (18400)
      """;

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  public PeersCommand(Path home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** Understands a command line and does what it asks for. */
  public ExitCode run(List<String> args) {
    PeersOptions options = PeersOptions.parse(args);
    return Measurement.run(err, () -> measure(options));
  }

  private ExitCode measure(PeersOptions options) throws IOException, InterruptedException {
    Instant start = Instant.now();
    Machine machine = Machine.here();
    Commit commit = Commit.of(home);
    MachineTimes times = MachineTimes.now();
    Programs programs = Programs.installed();
    JavaCommand java = JavaCommand.ofThisProcess();
    Cores cores = Cores.choose(programs, machine.processors());
    cores.moveAway();
    Campaign.Outcome outcome;
    try (ClosedAtExit closed = ClosedAtExit.open()) {
      Stage stage = Stage.open(home, programs, cores, options.firstPort(), closed, out);
      outcome = new Campaign(options, programs, out).run(stage);
    }
    PeersRecord result =
        new PeersRecord(
            command(options),
            options.quick(),
            start,
            Instant.now(),
            commit,
            machine,
            Jvm.of(java),
            options.latency() ? cores.noteWithLatency() : cores.note(),
            options.rounds(),
            options.measured().toSeconds(),
            options.warmUp().toSeconds(),
            options.control(),
            MachineTimes.now().stolenShareSince(times),
            outcome.versions(),
            outcome.leftOut(),
            outcome.workloads());
    ResultFiles files = ResultFiles.create(home, PeersRecord.KIND, start);
    files.writeResults(result);
    out.println(PeersTable.ratios(result));
    out.printf("Results: %s%n", files.results());
    return ExitCode.DONE;
  }

  private static List<String> command(PeersOptions options) {
    return Stream.concat(Stream.of("./carom", "bench", "peers"), options.args().stream()).toList();
  }
}
