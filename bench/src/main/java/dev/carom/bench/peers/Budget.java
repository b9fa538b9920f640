package dev.carom.bench.peers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Carom may cost at most, as a multiple of a peer's cost.
 *
 * @param workloads for which this holds
 */
record Budget(List<Workload> workloads, Measure measure, String peer, double most) {

  private static final List<Budget> ALL =
      List.of(
          new Budget(List.of(Workload.PLAIN), Measure.CPU, Peers.NGINX, 1.0),
          new Budget(List.of(Workload.PLAIN), Measure.CPU, Peers.C_LOOP, 1.25),
          new Budget(List.of(Workload.TLS), Measure.CPU, Peers.NGINX, 1.1),
          new Budget(List.of(Workload.PIPELINED), Measure.CPU, Peers.NGINX, 0.5),
          new Budget(List.of(Workload.values()), Measure.P99, Peers.NGINX, 1.5),
          new Budget(List.of(Workload.values()), Measure.P999, Peers.NGINX, 1.5));

  /** Returns the budget for a comparison of Carom with a peer, or null if there is none. */
  static @Nullable Budget of(String workload, Measure measure, String peer) {
    return ALL.stream()
        .filter(budget -> budget.measure == measure && budget.peer.equals(peer))
        .filter(budget -> budget.workloads.stream().anyMatch(w -> w.title().equals(workload)))
        .findFirst()
        .orElse(null);
  }

  /** Says whether ratios keep to the budget: their median does, and the spread leaves no doubt. */
  String verdict(Spread ratios) {
    boolean met = ratios.median() <= most;
    boolean doubtful = ratios.lower() <= most && ratios.upper() > most;
    return (met ? "yes" : "no") + (doubtful ? ", but the quartiles lie on both sides" : "");
  }
}
