package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Run;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How two servers did in a workload.
 *
 * @param ratios of the first one to the other, one a round
 */
record Comparison(String workload, Measure measure, String server, String other, Spread ratios) {

  /** Compares Carom with each peer by each measure, and the control with its twin. */
  static List<Comparison> in(PeersRecord result) {
    List<Comparison> all = new ArrayList<>();
    for (WorkloadRecord workload : result.workloads()) {
      List<String> servers = workload.closed().stream().map(Run::server).distinct().toList();
      String second = Lineup.second(result.control());
      for (Measure measure : Measure.values()) {
        servers.stream()
            .filter(server -> !server.equals(Peers.CAROM) && !server.equals(second))
            .forEach(peer -> of(workload, measure, Peers.CAROM, peer).ifPresent(all::add));
        of(workload, measure, second, result.control()).ifPresent(all::add);
      }
    }
    return List.copyOf(all);
  }

  private static Optional<Comparison> of(
      WorkloadRecord workload, Measure measure, String server, String other) {
    List<Double> ratios = measure.ratios(workload, server, other);
    return ratios.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Comparison(workload.workload(), measure, server, other, Spread.of(ratios)));
  }

  /** Whether this compares two servers of a kind, and so shows nothing but noise. */
  boolean isControl() {
    return server.equals(Lineup.second(other));
  }
}
