package dev.carom.bench.peers;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import dev.carom.bench.peers.PeersRecord.Jvm;
import dev.carom.bench.peers.PeersRecord.Run;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code carom bench variants} leaves: every single run, and what is to be known to judge them
 * or to repeat them.
 *
 * @param quick whether it was too short to measure anything
 * @param pinning which processors did what
 * @param unpinnedCollector the garbage collector that the JVM would choose on all processors
 * @param ratePerSecond at which requests came, by chance; null: every connection asked as soon as
 *     it was answered
 * @param stolenShare the part of the processors' time that the machine below gave to others
 * @param leftOut what was left out, and why
 * @param runs all of them
 */
public record VariantsRecord(
    List<String> command,
    boolean quick,
    Instant start,
    Instant end,
    @Nullable Commit commit,
    Machine machine,
    Jvm jvm,
    String pinning,
    String unpinnedCollector,
    int rounds,
    long measuredSeconds,
    long warmUpSeconds,
    @Nullable Long ratePerSecond,
    double stolenShare,
    List<String> leftOut,
    List<Measured> variants,
    @JsonAlias("closed") List<Run> runs) {

  /** The end of a result file's name, before {@code .json}. */
  public static final String KIND = "variants";

  /**
   * A server after its last round.
   *
   * @param server as the runs call it
   * @param collector the garbage collector that its JVM says it has
   * @param residentBytes of memory
   */
  public record Measured(String server, Variant variant, String collector, long residentBytes) {}
}
