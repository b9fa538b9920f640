package dev.carom.bench.peers;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code carom bench peers} leaves: every single run, and what is to be known to judge them or
 * to repeat them.
 *
 * @param quick whether it was too short to measure anything
 * @param control the server that took part twice, or {@code none}
 * @param pinning which processors did what
 * @param stolenShare the part of the processors' time that the machine below gave to others
 * @param leftOut who or what was left out, and why
 */
public record PeersRecord(
    List<String> command,
    boolean quick,
    Instant start,
    Instant end,
    @Nullable Commit commit,
    Machine machine,
    Jvm jvm,
    String pinning,
    int rounds,
    long measuredSeconds,
    long warmUpSeconds,
    String control,
    double stolenShare,
    List<Version> versions,
    List<String> leftOut,
    List<WorkloadRecord> workloads) {

  /** The end of a result file's name, before {@code .json}. */
  public static final String KIND = "peers";

  /** The virtual machine of Carom's server and of the driver. */
  public record Jvm(String name, String version, List<String> options) {

    static Jvm of(JavaCommand java) {
      return new Jvm(
          System.getProperty("java.vm.name"),
          System.getProperty("java.runtime.version"),
          java.options());
    }
  }

  /** What a server says of itself. */
  public record Version(String server, String version) {}

  /**
   * A workload.
   *
   * @param connections kept open at once
   * @param depth requests on their way at once on each
   * @param closed the runs in which every connection asked as soon as it was answered
   * @param openRatePerSecond how many requests per second arrived by chance in the others
   * @param open those others; empty if there were none
   */
  public record WorkloadRecord(
      String workload,
      int connections,
      int depth,
      List<Run> closed,
      @Nullable Long openRatePerSecond,
      List<Run> open) {}

  /**
   * One server's turn in a round.
   *
   * @param round from 1
   * @param cpuMicrosPerRequest CPU time of the server's processes, user and system
   * @param answeringMicrosPerRequest the part of it that was used by the threads that answer; not
   *     known of runs of before it was looked at
   * @param busyProcessors how many processors the server used on average
   * @param systemShare the part of its CPU time that was spent in the kernel
   * @param stolenShare as that of the whole, during this run
   * @param load what the driver says
   */
  public record Run(
      int round,
      String server,
      double cpuMicrosPerRequest,
      @Nullable Double answeringMicrosPerRequest,
      double busyProcessors,
      double systemShare,
      double stolenShare,
      LoadResult load) {}
}
