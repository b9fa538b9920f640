package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carom.bench.UsageException;
import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code carom bench load}, also as a process of its own, so that it can be bound to
 * processors that the server does not use.
 */
public final class LoadMain {

  /** Instead of all options: what is asked for comes by standard input; see {@link LoadService}. */
  public static final String SERVE = "--serve";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private LoadMain() {}

  public static void main(String[] args) throws IOException {
    if (List.of(args).equals(List.of(SERVE))) {
      new LoadService(System.out, System.err).serve(new InputStreamReader(System.in, UTF_8));
    } else {
      System.exit(run(List.of(args), System.out, System.err).status());
    }
  }

  /**
   * Runs the driver.
   *
   * @param out gets the result
   * @param err gets the progress, and what is wrong
   * @return {@link ExitCode#FAILED} also for a result that is refused or has errors in it
   */
  public static ExitCode run(List<String> args, PrintStream out, PrintStream err) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(LoadOptions.USAGE);
      return ExitCode.DONE;
    }
    try {
      return run(LoadOptions.parse(args), out, err);
    } catch (UsageException e) {
      err.println("carom bench load: " + e.getMessage() + "\n\n" + LoadOptions.USAGE);
      return ExitCode.USAGE;
    } catch (LoadException | IOException e) {
      err.println("carom bench load: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  private static ExitCode run(LoadOptions options, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    CodePicks codes = CodePicks.of(options);
    boolean terminal = err.equals(System.err) && isTerminal();
    Progress progress = options.quiet() ? null : new Progress(err, terminal, options.isClosed());
    LoadRun run = new LoadRun(options, options.server(), codes, progress);
    LoadResult result = run.run();
    out.print(LoadReport.of(options, result));
    if (options.json() != null) {
      Files.writeString(options.json(), JSON.writeValueAsString(result) + "\n");
    }
    if (options.trace() != null) {
      Files.write(options.trace(), run.traced().stream().map(Traced::line).toList());
    }
    if (options.plot() != null) {
      plot(result, options.plot(), err);
    }
    return result.isGood() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void plot(LoadResult result, Path file, PrintStream err) throws IOException {
    String histogram = result.histogram();
    if (histogram == null) {
      err.println("carom bench load: --plot: there are no latencies to draw");
      return;
    }
    Files.writeString(file, LatencyPlot.html(LoadReport.title(result), histogram));
  }

  /** Whether what goes to standard error is read by somebody while it is written. */
  private static boolean isTerminal() {
    try {
      String name = Files.readSymbolicLink(STDERR).toString();
      return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
    } catch (IOException _) {
      return false;
    }
  }
}
