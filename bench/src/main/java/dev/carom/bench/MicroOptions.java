package dev.carom.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The command line of {@code carom bench micro}.
 *
 * @param args as they were given
 * @param jmh those that are JMH's
 */
record MicroOptions(List<String> args, boolean quick, CommandLineOptions jmh) {

  private static final String QUICK = "--quick";
  private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(300);

  /**
   * Understands a command line.
   *
   * @throws UsageException if there is something in it that neither this nor JMH knows
   */
  static MicroOptions parse(List<String> args) {
    List<String> rest = new ArrayList<>(args);
    boolean quick = rest.removeAll(List.of(QUICK));
    CommandLineOptions jmh;
    try {
      jmh = new CommandLineOptions(rest.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      throw new UsageException("JMH: " + e.getMessage());
    }
    if (jmh.getResult().hasValue() || jmh.getResultFormat().hasValue()) {
      throw new UsageException("-rf and -rff are taken: results are JSON in bench/results/");
    }
    return new MicroOptions(List.copyOf(args), quick, jmh);
  }

  /**
   * Returns what JMH is to do: what it was asked for, with allocation profiled, and with the first
   * failure ending it.
   *
   * @param results where JMH writes its results
   */
  Options toRun(Path results) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(jmh)
            .resultFormat(ResultFormatType.JSON)
            .result(results.toString())
            .shouldFailOnError(jmh.shouldFailOnError().orElse(true));
    if (!profilesAllocation()) {
      options.addProfiler(GCProfiler.class);
    }
    if (quick) {
      hurry(options);
    }
    return options.build();
  }

  private boolean profilesAllocation() {
    return jmh.getProfilers().stream()
        .anyMatch(profiler ->
            profiler.getKlass().equals("gc")
                || profiler.getKlass().equals(GCProfiler.class.getName()));
  }

  /** Shortens what was not asked for explicitly. */
  private void hurry(ChainedOptionsBuilder options) {
    options
        .forks(jmh.getForkCount().orElse(1))
        .warmupIterations(jmh.getWarmupIterations().orElse(1))
        .warmupTime(jmh.getWarmupTime().orElse(QUICK_ITERATION))
        .measurementIterations(jmh.getMeasurementIterations().orElse(2))
        .measurementTime(jmh.getMeasurementTime().orElse(QUICK_ITERATION));
  }
}
