package dev.carom.bench.peers;

import dev.carom.bench.Arguments;
import dev.carom.bench.Machine;
import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The command {@code carom bench gate}: holds a redirect to what it may cost, by counts alone. */
public final class GateCommand {

  /** What the command's options are, for the usage of {@code carom bench}. */
  public static final String USAGE =
      """
        gate     fails if a hit takes more heap or a request more system calls than it may
                 --first-port PORT       servers take the free ports from there on (18400)
      """;

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  public GateCommand(Path home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** Understands a command line and does what it asks for. */
  public ExitCode run(List<String> args) {
    int firstPort =
        new Arguments(args, Set.of("--first-port"), Set.of())
            .count("--first-port", 18400, 1024, 65000);
    return Measurement.run(err, () -> tell(count(firstPort)));
  }

  private List<Bound.Verdict> count(int firstPort) throws IOException, InterruptedException {
    out.printf("Counting %s …%n", HitAllocation.BOUND.what());
    List<Bound.Verdict> verdicts = new ArrayList<>(List.of(HitAllocation.measure()));
    Programs programs = Programs.installed();
    Cores cores = Cores.choose(programs, Machine.here().processors());
    cores.moveAway();
    try (ClosedAtExit closed = ClosedAtExit.open()) {
      Stage stage = Stage.open(home, programs, cores, firstPort, closed, out);
      verdicts.addAll(new SystemCalls(stage, out).count());
    }
    return List.copyOf(verdicts);
  }

  /** Says what came of it; fails if a bound was crossed. */
  ExitCode tell(List<Bound.Verdict> verdicts) {
    verdicts.forEach(verdict -> out.println(verdict.line()));
    List<String> crossed =
        verdicts.stream()
            .filter(verdict -> verdict instanceof Bound.Counted counted && counted.isCrossed())
            .map(Bound.Verdict::line)
            .toList();
    if (crossed.isEmpty()) {
      return ExitCode.DONE;
    }
    err.println("carom bench: a redirect costs more than it may: " + String.join("; ", crossed));
    return ExitCode.FAILED;
  }
}
