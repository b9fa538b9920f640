package dev.carom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once, in this JVM, with the checks that they make of themselves. */
class BenchmarksTest {

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .forks(0)
                    .mode(Mode.SingleShotTime)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark().replaceAll(".*\\.(?=.*\\.)", ""))
        .contains(
            "CacheHitBenchmark.knownKey",
            "CodeBenchmark.encode",
            "ReadingCodecBenchmark.decode",
            "ResponseBenchmark.write",
            "ConnectionBenchmark.hit");
  }
}
