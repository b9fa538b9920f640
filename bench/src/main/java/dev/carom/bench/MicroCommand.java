package dev.carom.bench;

import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.ProfilersFailedException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * The command {@code carom bench micro}: runs JMH's suites and keeps their results. JMH starts the
 * JVMs that measure with the options of this one, unless it is told others.
 */
final class MicroCommand {

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  MicroCommand(Path home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /**
   * Does what the options ask for.
   *
   * @throws UsageException if no benchmark has a name that was asked for, or there is no such
   *     profiler
   */
  ExitCode run(MicroOptions options) {
    try {
      return tell(options.jmh()) ? ExitCode.DONE : measure(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers a question about JMH, and says whether there was one. */
  private static boolean tell(CommandLineOptions jmh) throws IOException {
    if (jmh.shouldHelp()) {
      jmh.showHelp();
    } else if (jmh.shouldList()) {
      new Runner(jmh).list();
    } else if (jmh.shouldListWithParams()) {
      new Runner(jmh).listWithParams(jmh);
    } else if (jmh.shouldListProfilers()) {
      jmh.listProfilers();
    } else if (jmh.shouldListResultFormats()) {
      jmh.listResultFormats();
    } else {
      return false;
    }
    return true;
  }

  private ExitCode measure(MicroOptions options) throws IOException {
    Instant start = Instant.now();
    Machine machine = Machine.here();
    Commit commit = Commit.of(home);
    ResultFiles files = ResultFiles.create(home, "micro", start);
    Collection<RunResult> results;
    try {
      results = new Runner(options.toRun(files.results())).run();
    } catch (NoBenchmarksException _) {
      files.discard();
      throw new UsageException("no benchmark has such a name; -l lists them");
    } catch (ProfilersFailedException e) {
      files.discard();
      throw new UsageException("a profiler cannot be used; -lprof lists them: " + e.getCause());
    } catch (RunnerException e) {
      files.discard();
      err.println("carom bench: " + e.getMessage());
      return ExitCode.FAILED;
    }
    files.write(MicroRecord.of(options, start, machine, commit, results));
    out.printf("%nResults: %s%nAbout the run: %s%n", files.results(), files.about());
    return ExitCode.DONE;
  }
}
