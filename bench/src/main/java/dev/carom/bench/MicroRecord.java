package dev.carom.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * What is to be known about a run to judge its results, or to repeat it.
 *
 * @param quick whether it was too short to measure anything
 * @param jvms those that measured, each with its options
 */
record MicroRecord(
    List<String> command,
    boolean quick,
    Instant start,
    Instant end,
    @Nullable Commit commit,
    Machine machine,
    List<Jvm> jvms) {

  /** A virtual machine and how it was started. */
  record Jvm(String jdk, String name, String version, String executable, List<String> flags) {

    static Jvm of(BenchmarkParams params) {
      return new Jvm(
          params.getJdkVersion(),
          params.getVmName(),
          params.getVmVersion(),
          params.getJvm(),
          List.copyOf(params.getJvmArgs()));
    }
  }

  /** Describes a run that ends now. */
  static MicroRecord of(
      MicroOptions options,
      Instant start,
      Machine machine,
      @Nullable Commit commit,
      Collection<RunResult> results) {
    List<String> command = new ArrayList<>(List.of("./carom", "bench", "micro"));
    command.addAll(options.args());
    List<Jvm> jvms = results.stream().map(result -> Jvm.of(result.getParams())).distinct().toList();
    return new MicroRecord(
        List.copyOf(command), options.quick(), start, Instant.now(), commit, machine, jvms);
  }
}
