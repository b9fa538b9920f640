package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Run;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import java.util.List;

/** What servers are compared by; less is better. */
enum Measure {
  CPU("CPU"),
  P99("p99"),
  P999("p99.9");

  private final String title;

  Measure(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Returns the ratios of two servers, round by round; none if one of them was left out. */
  List<Double> ratios(WorkloadRecord workload, String server, String other) {
    return Ratios.perRound(runs(workload), server, other, this::of);
  }

  private List<Run> runs(WorkloadRecord workload) {
    return switch (this) {
      case CPU -> workload.closed();
      case P99, P999 -> workload.open();
    };
  }

  private double of(Run run) {
    return switch (this) {
      case CPU -> run.cpuMicrosPerRequest();
      case P99 -> run.load().requireLatency().p99();
      case P999 -> run.load().requireLatency().p999();
    };
  }
}
