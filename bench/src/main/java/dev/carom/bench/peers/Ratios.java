package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Run;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Comparisons of two servers, each within one round, where the same disturbed both. */
public final class Ratios {

  private Ratios() {}

  /** Returns, round by round, how much more of something a server had than another. */
  public static List<Double> perRound(
      List<Run> runs, String server, String other, ToDoubleFunction<Run> measure) {
    return runs.stream()
        .filter(run -> run.server().equals(server))
        .flatMap(run ->
            runs.stream()
                .filter(twin -> twin.server().equals(other) && twin.round() == run.round())
                .map(twin -> measure.applyAsDouble(run) / measure.applyAsDouble(twin)))
        .toList();
  }
}
