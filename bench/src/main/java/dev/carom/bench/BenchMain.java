package dev.carom.bench;

import dev.carom.bench.load.LoadMain;
import dev.carom.bench.mix.MixCommand;
import dev.carom.bench.peers.GateCommand;
import dev.carom.bench.peers.PeersCommand;
import dev.carom.bench.peers.VariantsCommand;
import dev.carom.bench.report.ReportCommand;
import dev.carom.bench.storm.StormCommand;
import dev.carom.core.lifecycle.ExitCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The command {@code carom bench}. */
public final class BenchMain {

  static final String USAGE =
      """
      Usage: carom bench COMMAND [options]

        micro    what single steps of a redirect cost, by JMH
                 --quick       few and short iterations: shows that it works, measures little
                 JMH options   patterns of benchmarks' names among them; -l lists the benchmarks,
                               -h the options; -rf and -rff are taken
        load     asks a server for links, at a rate or as fast as it answers, and counts latencies
                 from when each request was meant to be sent; --help tells the options

      """
          + PeersCommand.USAGE
          + "\n"
          + VariantsCommand.USAGE
          + "\n"
          + GateCommand.USAGE
          + "\n"
          + StormCommand.USAGE
          + "\n"
          + MixCommand.USAGE
          + "\n"
          + ReportCommand.USAGE
          + """

          The results of micro, peers, variants, storm and mix are written to bench/results/.
          """;

  /** Those that tell about themselves. */
  private static final Set<String> OWN_HELP = Set.of("micro", "load");

  private BenchMain() {}

  public static void main(String[] args) {
    Path home = Path.of(System.getProperty("carom.home", ""));
    System.exit(run(List.of(args), home, System.out, System.err).status());
  }

  /**
   * Runs a command.
   *
   * @param home the root of the checkout
   * @param out gets what was asked for, but for JMH's own output, which goes to the process's
   * @param err gets what is wrong
   */
  static ExitCode run(List<String> args, Path home, PrintStream out, PrintStream err) {
    if (args.size() > 1 && args.getLast().equals("--help") && !OWN_HELP.contains(args.getFirst())) {
      out.print(USAGE);
      return ExitCode.DONE;
    }
    try {
      return switch (args.isEmpty() ? "" : args.getFirst()) {
        case "" -> throw new UsageException("which measurement?");
        case "-h", "--help" -> {
          out.print(USAGE);
          yield ExitCode.DONE;
        }
        case "micro" ->
            new MicroCommand(home, out, err).run(MicroOptions.parse(args.subList(1, args.size())));
        case "load" -> LoadMain.run(args.subList(1, args.size()), out, err);
        case "peers" -> new PeersCommand(home, out, err).run(args.subList(1, args.size()));
        case "variants" -> new VariantsCommand(home, out, err).run(args.subList(1, args.size()));
        case "gate" -> new GateCommand(home, out, err).run(args.subList(1, args.size()));
        case "storm" -> new StormCommand(home, out, err).run(args.subList(1, args.size()));
        case "mix" -> new MixCommand(home, out, err).run(args.subList(1, args.size()));
        case "report" -> new ReportCommand(home, out, err).run(args.subList(1, args.size()));
        default -> throw new UsageException("unknown command " + args.getFirst());
      };
    } catch (UsageException e) {
      err.println("carom bench: " + e.getMessage() + "\n\n" + USAGE);
      return ExitCode.USAGE;
    }
  }
}
