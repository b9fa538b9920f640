package dev.carom.bench.load;

import dev.carom.core.lifecycle.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.util.List;

/**
 * A driver that stays: it runs one command line after the other in one JVM, whose compiler has then
 * seen the driver's loops. Nothing else outlives a run, and each opens connections of its own.
 *
 * <p>A command is a line of options with a space between them, and none in them. Each is answered
 * by one line, {@code done STATUS}, when its results are written. Not thread-safe.
 */
final class LoadService {

  private final PrintStream answers;
  private final PrintStream log;

  /**
   * @param answers gets a line for each command and nothing else
   * @param log gets what a run has to say
   */
  LoadService(PrintStream answers, PrintStream log) {
    this.answers = answers;
    this.log = log;
  }

  /** Runs commands until there are no more. */
  void serve(Reader commands) throws IOException {
    BufferedReader lines = new BufferedReader(commands);
    String line;
    while ((line = lines.readLine()) != null) {
      answers.println("done " + run(List.of(line.strip().split(" +"))));
      answers.flush();
    }
  }

  private int run(List<String> args) {
    try {
      return LoadMain.run(args, log, log).status();
    } catch (RuntimeException | Error e) {
      e.printStackTrace(log);
      return ExitCode.FAILED.status();
    }
  }
}
