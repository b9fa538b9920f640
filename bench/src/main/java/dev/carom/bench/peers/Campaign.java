package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Version;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All workloads, one after the other, on one store. */
final class Campaign {

  /** What came of it; see {@link PeersRecord}. */
  record Outcome(List<Version> versions, List<String> leftOut, List<WorkloadRecord> workloads) {}

  private final PeersOptions options;
  private final Programs programs;
  private final Cores cores;
  private final JavaCommand java;
  private final PrintStream out;

  Campaign(
      PeersOptions options, Programs programs, Cores cores, JavaCommand java, PrintStream out) {
    this.options = options;
    this.programs = programs;
    this.cores = cores;
    this.java = java;
    this.out = out;
  }

  /**
   * Starts everything, measures, and ends everything.
   *
   * @param software where PostgreSQL's programs are unpacked
   */
  Outcome run(Path software) throws IOException, InterruptedException {
    try (ClosedAtExit closed = ClosedAtExit.open()) {
      ResourceStack resources = closed.resources();
      Path folder = resources.add(TemporaryFolder.create()).path();
      out.println("Minting the links …");
      CaromStore store = CaromStore.open(folder, software, resources);
      boolean canMakeCertificates = programs.find("openssl") != null;
      Surroundings surroundings =
          new Surroundings(
              folder,
              programs,
              cores,
              java,
              new Ports(options.firstPort()),
              canMakeCertificates ? Certificate.make(programs, folder) : null,
              resources);
      return run(Peers.all(programs, store), store.links(), surroundings);
    }
  }

  private Outcome run(List<Peer> peers, Links links, Surroundings surroundings)
      throws IOException, InterruptedException {
    Path codes = Files.writeString(surroundings.folder().resolve("codes"), links.lines("%1$s"));
    Rounds rounds = new Rounds(options, LoadDriver.start(surroundings, codes), out);
    List<String> leftOut = new ArrayList<>();
    List<WorkloadRecord> workloads = new ArrayList<>();
    for (Workload workload : options.workloads()) {
      Lineup lineup = Lineup.of(peers, options, workload, programs);
      lineup.leftOut().forEach(out::println);
      leftOut.addAll(lineup.leftOut());
      if (!lineup.entries().isEmpty()) {
        out.println("Workload " + workload.title());
        workloads.add(
            new WorkloadRun(workload, lineup.entries(), surroundings, links)
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
