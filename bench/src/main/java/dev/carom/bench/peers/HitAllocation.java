package dev.carom.bench.peers;

import dev.carom.redirect.ConnectionBenchmark;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How many bytes of heap a hit takes, by {@link ConnectionBenchmark} in a JVM of its own, once that
 * has compiled it: what the channel in memory allocates counts in.
 */
final class HitAllocation {

  static final Bound BOUND = new Bound("heap bytes per hit", 64);

  private static final String BYTES_PER_CALL = "gc.alloc.rate.norm";
  private static final TimeValue ITERATION = TimeValue.seconds(1);

  private HitAllocation() {}

  /** Measures, for about ten seconds. */
  static Bound.Verdict measure() {
    // Bytes are counted, not time: another run of JMH on the machine does not matter.
    System.setProperty("jmh.ignoreLock", "true");
    Options options =
        new OptionsBuilder()
            .include("^" + ConnectionBenchmark.class.getName().replace(".", "\\.") + "\\.hit$")
            .param("fastPath", "true")
            .forks(1)
            .warmupIterations(5)
            .warmupTime(ITERATION)
            .measurementIterations(3)
            .measurementTime(ITERATION)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      RunResult result = new Runner(options).runSingle();
      Result<?> bytes = result.getSecondaryResults().get(BYTES_PER_CALL);
      return BOUND.counted(Objects.requireNonNull(bytes, BYTES_PER_CALL).getScore());
    } catch (RunnerException e) {
      throw new MeasurementException(BOUND.what() + ": " + e.getMessage());
    }
  }
}
