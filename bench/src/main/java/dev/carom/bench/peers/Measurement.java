package dev.carom.bench.peers;

import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command measures, on a machine where that is possible. */
public interface Measurement {

  ExitCode run() throws IOException, InterruptedException;

  /**
   * Runs a measurement.
   *
   * @param err is told why it failed
   */
  static ExitCode run(PrintStream err, Measurement measurement) {
    try {
      if (!Files.exists(Path.of("/proc/stat"))) {
        throw new MeasurementException("what is measured is in Linux' /proc, and there is none");
      }
      return measurement.run();
    } catch (MeasurementException e) {
      err.println("carom bench: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }
}
