package dev.carom.bench.peers;

import dev.carom.bench.Machine;
import dev.carom.bench.peers.PeersRecord.Jvm;
import dev.carom.bench.peers.VariantsRecord.Measured;
import java.time.Instant;
import java.util.List;

/** Results as a run of variants could have left them. */
public final class SampleVariants {

  private SampleVariants() {}

  /** Two rounds in which ZGC costs double, then three times what the default does. */
  public static VariantsRecord record(boolean quick) {
    Variant zgc = new Variant("zgc", List.of("-XX:+UseZGC"), List.of());
    return new VariantsRecord(
        List.of("./carom", "bench", "variants"),
        quick,
        Instant.parse("2026-11-22T10:00:00Z"),
        Instant.parse("2026-11-22T10:20:00Z"),
        null,
        new Machine("Linux", "6.18", "amd64", "A processor", 2, 1L << 33, 0.5),
        new Jvm("A VM", "25.0.3", List.of("-Xmx1g")),
        "servers on processor 0, driver on processor 1",
        "G1",
        9,
        3,
        10,
        null,
        0.0125,
        List.of("io_uring: does not load; left out"),
        List.of(
            new Measured("default", Variant.DEFAULT, "Serial", 200L << 20),
            new Measured("zgc", zgc, "Z", 300L << 20)),
        List.of(
            SampleRuns.run(1, "default", 4, 1000, 10),
            SampleRuns.run(1, "zgc", 8, 2000, 10),
            SampleRuns.run(2, "zgc", 12, 2000, 10),
            SampleRuns.run(2, "default", 4, 1200, 10)));
  }
}
