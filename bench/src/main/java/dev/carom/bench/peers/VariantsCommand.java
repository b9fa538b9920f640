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

/** The command {@code carom bench variants}. Ends whatever it has started. */
public final class VariantsCommand {

  /** What the command's options are, for the usage of {@code carom bench}. */
  public static final String USAGE =
      """
        variants what a redirect costs in CPU and memory under other options of the JVM and other
                 settings, Carom beside itself
                 --rounds N --seconds N --warmup N   9 rounds of 3 s, after 10 s of warm-up
                 --quick                 2 rounds of 1 s: shows that it works, measures little
                 --rate N                at N requests/s, not at as many as can be answered
                 --only LIST             of %s
                 --first-port PORT       servers take the free ports from there on (18400)
      """
          .formatted(String.join(",\n%38s".formatted(""), names()));

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  public VariantsCommand(Path home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** The names, few enough on a line. */
  private static List<String> names() {
    List<String> names = Variant.names();
    return Stream.iterate(0, from -> from < names.size(), from -> from + 4)
        .map(from -> String.join(", ", names.subList(from, Math.min(from + 4, names.size()))))
        .toList();
  }

  /** Understands a command line and does what it asks for. */
  public ExitCode run(List<String> args) {
    VariantsOptions options = VariantsOptions.parse(args);
    return Measurement.run(err, () -> measure(options));
  }

  private ExitCode measure(VariantsOptions options) throws IOException, InterruptedException {
    Instant start = Instant.now();
    Machine machine = Machine.here();
    Commit commit = Commit.of(home);
    MachineTimes times = MachineTimes.now();
    Programs programs = Programs.installed();
    JavaCommand java = JavaCommand.ofThisProcess();
    String unpinned = Collector.chosenBy(java);
    Cores cores = Cores.choose(programs, machine.processors());
    cores.moveAway();
    VariantsCampaign.Outcome outcome;
    try (ClosedAtExit closed = ClosedAtExit.open()) {
      Stage stage = Stage.open(home, programs, cores, options.firstPort(), closed, out);
      outcome = new VariantsCampaign(options, out).run(stage);
    }
    VariantsRecord result =
        new VariantsRecord(
            Stream.concat(Stream.of("./carom", "bench", "variants"), options.args().stream())
                .toList(),
            options.quick(),
            start,
            Instant.now(),
            commit,
            machine,
            Jvm.of(java),
            options.rate() == null ? cores.note() : cores.noteWithLatency(),
            unpinned,
            options.turns().rounds(),
            options.turns().measured().toSeconds(),
            options.turns().warmUp().toSeconds(),
            options.rate(),
            MachineTimes.now().stolenShareSince(times),
            outcome.leftOut(),
            outcome.variants(),
            outcome.runs());
    ResultFiles files = ResultFiles.create(home, VariantsRecord.KIND, start);
    files.writeResults(result);
    out.println(VariantsTable.of(result));
    out.printf("Results: %s%n", files.results());
    return ExitCode.DONE;
  }
}
