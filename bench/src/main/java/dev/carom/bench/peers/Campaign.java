package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Version;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** All workloads, one after the other, on one store. */
final class Campaign {

  /** What came of it; see {@link PeersRecord}. */
  record Outcome(List<Version> versions, List<String> leftOut, List<WorkloadRecord> workloads) {}

  private final PeersOptions options;
  private final Programs programs;
  private final PrintStream out;

  Campaign(PeersOptions options, Programs programs, PrintStream out) {
    this.options = options;
    this.programs = programs;
    this.out = out;
  }

  /** Starts everything, measures, and ends everything. */
  Outcome run(Stage stage) throws IOException, InterruptedException {
    Surroundings surroundings = stage.surroundings();
    List<Peer> peers = Peers.all(programs, stage.store());
    Rounds rounds = new Rounds(options.turns(), stage.startDriver(), out);
    List<String> leftOut = new ArrayList<>();
    List<WorkloadRecord> workloads = new ArrayList<>();
    for (Workload workload : options.workloads()) {
      Lineup lineup = Lineup.of(peers, options, workload, programs);
      lineup.leftOut().forEach(out::println);
      leftOut.addAll(lineup.leftOut());
      if (!lineup.entries().isEmpty()) {
        out.println("Workload " + workload.title());
        workloads.add(
            new WorkloadRun(workload, lineup.entries(), surroundings, stage.store())
                .run(rounds, options.latency()));
      }
    }
    return new Outcome(versions(peers), List.copyOf(leftOut), List.copyOf(workloads));
  }

  private List<Version> versions(List<Peer> peers) {
    return peers.stream()
        .filter(peer -> options.peers().contains(peer.name()))
        .filter(peer -> peer.obstacle(Workload.PLAIN) == null)
        .map(peer -> new Version(peer.name(), peer.version()))
        .toList();
  }
}
