package dev.carom.bench.peers;

import dev.carom.redirect.ConnectionBenchmark;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How many bytes of heap a hit takes, by {@link ConnectionBenchmark} in a JVM of its own: what the
 * channel in memory allocates counts in. Of several iterations the least counts, for code that is
 * not compiled yet and other threads can only add to it, and a hit that allocates does so in each.
 */
final class HitAllocation {

  static final Bound BOUND = new Bound("heap bytes per hit", 64);

  private static final String BYTES_PER_CALL = "gc.alloc.rate.norm";
  private static final TimeValue ITERATION = TimeValue.seconds(1);

  private HitAllocation() {}

  /** Measures, for about fifteen seconds. */
  static Bound.Verdict measure() {
    // Bytes are counted, not time: another run of JMH on the machine does not matter.
    System.setProperty("jmh.ignoreLock", "true");
    Options options =
        new OptionsBuilder()
            .include("^" + ConnectionBenchmark.class.getName().replace(".", "\\.") + "\\.hit$")
            .param("fastPath", "true")
            .param("clicks", "true")
            .forks(1)
            .warmupIterations(10)
            .warmupTime(ITERATION)
            .measurementIterations(5)
            .measurementTime(ITERATION)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      return BOUND.counted(
          new Runner(options)
              .runSingle().getBenchmarkResults().stream()
                  .flatMap(fork -> fork.getIterationResults().stream())
                  .mapToDouble(HitAllocation::bytesPerCall)
                  .min()
                  .orElseThrow());
    } catch (RunnerException e) {
      throw new MeasurementException(BOUND.what() + ": " + e.getMessage());
    }
  }

  private static double bytesPerCall(IterationResult iteration) {
    Result<?> bytes = iteration.getSecondaryResults().get(BYTES_PER_CALL);
    return Objects.requireNonNull(bytes, BYTES_PER_CALL).getScore();
  }
}
