package dev.carom.bench.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * Who takes part in a workload.
 *
 * @param entries in the order of odd rounds; empty if the workload cannot be measured
 * @param leftOut whoever or whatever was asked for and is not there, and why
 */
record Lineup(List<Entry> entries, List<String> leftOut) {

  /** What the second server of a kind is called, beside its twin. */
  private static final String SECOND = "-2";

  /**
   * A server that takes part.
   *
   * @param name as results call it
   */
  record Entry(String name, Peer peer) {}

  /** Chooses among the peers, of which the first is Carom: without it there is no comparison. */
  static Lineup of(List<Peer> peers, PeersOptions options, Workload workload, Programs programs) {
    if (workload.tls() && programs.find("openssl") == null) {
      return new Lineup(
          List.of(), List.of(leftOut(workload.title(), Programs.missing("openssl", "openssl"))));
    }
    List<Entry> entries = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Peer peer : peers) {
      if (peer.name().equals(Peers.CAROM) || options.peers().contains(peer.name())) {
        String obstacle = peer.obstacle(workload);
        if (obstacle == null) {
          entries.add(new Entry(peer.name(), peer));
        } else {
          leftOut.add(leftOut(workload.title() + ", " + peer.name(), obstacle));
        }
      }
    }
    if (entries.isEmpty() || !entries.getFirst().name().equals(Peers.CAROM)) {
      entries.clear();
    }
    addControl(entries, options.control());
    return new Lineup(List.copyOf(entries), List.copyOf(leftOut));
  }

  private static String leftOut(String who, String why) {
    return "%s: %s; left out".formatted(who, why);
  }

  /** The second of a kind comes last, where it is farthest from its twin. */
  private static void addControl(List<Entry> entries, String control) {
    entries.stream()
        .filter(entry -> entry.name().equals(control))
        .findFirst()
        .ifPresent(entry -> entries.add(new Entry(second(control), entry.peer())));
  }

  /** Returns the name of the second server of a kind. */
  static String second(String name) {
    return name + SECOND;
  }
}
