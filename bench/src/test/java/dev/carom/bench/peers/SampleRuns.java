package dev.carom.bench.peers;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import dev.carom.bench.peers.LoadResult.Errors;
import dev.carom.bench.peers.LoadResult.Latency;
import dev.carom.bench.peers.PeersRecord.Jvm;
import dev.carom.bench.peers.PeersRecord.Run;
import dev.carom.bench.peers.PeersRecord.Version;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Results as a run could have left them. */
public final class SampleRuns {

  private SampleRuns() {}

  static LoadResult load(double answeredPerSecond, double p99, Errors errors) {
    return new LoadResult(
        "closed",
        3,
        100,
        100,
        errors,
        answeredPerSecond,
        new Latency(1, 2, p99, 2 * p99, 5, 6, 1.5),
        null,
        null,
        Instant.parse("2026-11-22T10:00:00Z"));
  }

  static Run run(int round, String server, double cpuMicros, double rate, double p99) {
    return new Run(
        round,
        server,
        cpuMicros,
        cpuMicros - 2,
        0.9,
        0.6,
        0.01,
        load(rate, p99, new Errors(0, 0, 0, 0)));
  }

  /** Two rounds in which Carom costs half, then three quarters of what nginx does. */
  public static PeersRecord record(boolean quick, @Nullable Commit commit) {
    List<Run> closed =
        List.of(
            run(1, "carom", 4, 1000, 10),
            run(1, "nginx", 8, 2000, 10),
            run(1, "nginx-2", 8, 2000, 10),
            run(2, "nginx-2", 9, 2000, 10),
            run(2, "nginx", 8, 2000, 10),
            run(2, "carom", 6, 1200, 10));
    List<Run> open =
        List.of(
            run(1, "carom", 4, 550, 120),
            run(1, "nginx", 8, 550, 100),
            run(2, "nginx", 8, 550, 100),
            run(2, "carom", 4, 550, 180));
    return new PeersRecord(
        List.of("./carom", "bench", "peers", "--latency"),
        quick,
        Instant.parse("2026-11-22T10:00:00Z"),
        Instant.parse("2026-11-22T10:20:00Z"),
        commit,
        new Machine("Linux", "6.18", "amd64", "A processor", 2, 1L << 33, 0.5),
        new Jvm("A VM", "25.0.3", List.of("-Xmx1g")),
        "servers on processor 0, driver on processor 1",
        9,
        3,
        10,
        "nginx",
        0.0125,
        List.of(new Version("nginx", "nginx version: nginx/1.22.1")),
        List.of("tls, carom: this version of Carom has no TLS; left out"),
        List.of(new WorkloadRecord("plain", 64, 1, closed, 550L, open)));
  }
}
