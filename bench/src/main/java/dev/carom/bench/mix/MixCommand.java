package dev.carom.bench.mix;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import dev.carom.bench.ResultFiles;
import dev.carom.bench.peers.ClosedAtExit;
import dev.carom.bench.peers.Cores;
import dev.carom.bench.peers.JavaCommand;
import dev.carom.bench.peers.Measurement;
import dev.carom.bench.peers.Programs;
import dev.carom.bench.storm.Stage;
import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code carom bench mix}. Ends whatever it has started, however it ends itself. */
public final class MixCommand {

  /** What the command's options are, for the usage of {@code carom bench}. */
  public static final String USAGE =
      """
        mix      80 % of the requests answered by Varnish, which must be installed, 15 % from Redis,
                 5 % from PostgreSQL, and whether they really were: p50 and p99 are at most 0.5 ms
                 and 2.5 ms, a tenth of the reference's; status 1 if not
                 --rate N (4000) --connections N (64)    of the open loop
                 --rounds N (3)          each of --measure S (30), after --warmup S (30)
                 --seed N (1)            of the random choices
                 --first-port PORT       servers take the free ports from there on (18400)
      """;

  private static final String CONFIGURATION = "infra/varnish";

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  public MixCommand(Path home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** Understands a command line and does what it asks for. */
  public ExitCode run(List<String> args) {
    return run(args, Programs.installed());
  }

  /** Does so with these programs. */
  ExitCode run(List<String> args, Programs programs) {
    MixOptions options = MixOptions.parse(args);
    return Measurement.run(err, () -> measure(options, programs) ? ExitCode.DONE : ExitCode.FAILED);
  }

  private boolean measure(MixOptions options, Programs programs)
      throws IOException, InterruptedException {
    Varnish.Tools tools = Varnish.Tools.find(programs);
    Instant start = Instant.now();
    Machine machine = Machine.here();
    Commit commit = Commit.of(home);
    JavaCommand java = JavaCommand.ofThisProcess();
    // A processor of the driver's own would be the stores' too, and they would wait for it.
    Cores cores = Cores.shared();
    MixResult result;
    try (ClosedAtExit closed = ClosedAtExit.open()) {
      Stage stage =
          Stage.open(home, false, cores, java, options.firstPort(), closed.resources(), out);
      result = new Mix(options, tools, home.resolve(CONFIGURATION), stage).play();
    }
    out.printf("%n%s", result.table());
    ResultFiles files = ResultFiles.create(home, "mix", start);
    files.writeResults(
        new MixRecord(
            Stream.concat(Stream.of("./carom", "bench", "mix"), options.args().stream()).toList(),
            start,
            Instant.now(),
            commit,
            machine,
            System.getProperty("java.runtime.version"),
            java.options(),
            cores.note(),
            result.isGood(),
            result));
    out.printf("Results: %s%n", files.results());
    return result.isGood();
  }
}
