package dev.carom.bench.peers;

import dev.carom.bench.peers.Lineup.Entry;
import dev.carom.bench.peers.PeersRecord.Run;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The measurement of one workload, from the start of its servers to their end. */
final class WorkloadRun {

  private final Workload workload;
  private final List<Entry> entries;
  private final Surroundings surroundings;
  private final CaromStore store;

  WorkloadRun(Workload workload, List<Entry> entries, Surroundings surroundings, CaromStore store) {
    this.workload = workload;
    this.entries = entries;
    this.surroundings = surroundings;
    this.store = store;
  }

  /**
   * Starts the servers, measures them and ends them.
   *
   * @param latency whether latencies at half of the servers' capacity are measured too
   */
  WorkloadRecord run(Rounds rounds, boolean latency) throws IOException, InterruptedException {
    try (ResourceStack resources = surroundings.resources().add(new ResourceStack())) {
      List<Server> servers = start(rounds, surroundings.with(resources));
      List<Run> closed = rounds.measure(workload, servers, null);
      // An open loop has no depth: requests come when they come, and not sixteen at a time.
      Long rate = latency && workload.depth() == 1 ? halfOfSaturation(closed) : null;
      List<Run> open = rate == null ? List.of() : measureOpen(rounds, ofInterest(servers), rate);
      return new WorkloadRecord(
          workload.title(), Workload.CONNECTIONS, workload.depth(), closed, rate, open);
    }
  }

  /** Measures servers that are asked at a rate, with the store out of the driver's way. */
  List<Run> measureOpen(Rounds rounds, List<Server> servers, long rate)
      throws IOException, InterruptedException {
    try (var _ = surroundings.cores().lendToStore(store.postgres().pid())) {
      return rounds.measure(workload, servers, rate);
    }
  }

  /** Starts the servers, whom others' resources end, and makes them warm. */
  List<Server> start(Rounds rounds, Surroundings own) throws IOException, InterruptedException {
    List<Server> servers = new ArrayList<>();
    try (Follower follower = new Follower(workload, own, store.links())) {
      for (Entry entry : entries) {
        Server server = entry.peer().start(entry.name(), workload, own);
        if (entry.peer().knowsLinks()) {
          follower.followAll(server);
        } else {
          follower.followOne(server);
        }
        servers.add(server);
      }
    }
    for (Server server : servers) {
      rounds.warmUp(workload, server);
    }
    return List.copyOf(servers);
  }

  /** Latencies are those of Carom and nginx; without nginx there is nothing to compare with. */
  private static List<Server> ofInterest(List<Server> servers) {
    return servers.stream()
        .filter(server ->
            server.name().startsWith(Peers.CAROM) || server.name().startsWith(Peers.NGINX))
        .toList();
  }

  /** Half of what the slower one of Carom and nginx has answered per second, or null. */
  static @Nullable Long halfOfSaturation(List<Run> closed) {
    List<Double> carom = ratesOf(closed, Peers.CAROM);
    List<Double> nginx = ratesOf(closed, Peers.NGINX);
    if (carom.isEmpty() || nginx.isEmpty()) {
      return null;
    }
    return Math.round(Math.min(Spread.of(carom).median(), Spread.of(nginx).median()) / 2);
  }

  private static List<Double> ratesOf(List<Run> runs, String server) {
    return runs.stream()
        .filter(run -> run.server().equals(server))
        .map(run -> run.load().answeredPerSecond())
        .toList();
  }
}
