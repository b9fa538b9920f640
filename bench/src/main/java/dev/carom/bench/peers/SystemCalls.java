package dev.carom.bench.peers;

import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many system calls a request takes: one read and one write, with little for the ends of
 * connections and for waking threads up, which a machine too busy to let many requests through
 * makes a larger share.
 */
final class SystemCalls {

  static final Map<Workload, Bound> BOUNDS =
      new EnumMap<>(
          Map.of(
              Workload.PLAIN, new Bound("system calls per request", 2.1),
              Workload.PIPELINED, new Bound("system calls per pipelined request", 0.25)));

  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration COUNTED = Duration.ofSeconds(6);

  private final Stage stage;
  private final PrintStream out;

  /**
   * @param out is told what is going on
   */
  SystemCalls(Stage stage, PrintStream out) {
    this.stage = stage;
    this.out = out;
  }

  /** Counts on a server of its own. */
  List<Bound.Verdict> count() throws IOException, InterruptedException {
    String missing = Strace.missing(stage.surroundings().programs());
    if (missing != null) {
      return BOUNDS.values().stream().map(bound -> bound.leftOut(missing)).toList();
    }
    try (ResourceStack resources = stage.surroundings().resources().add(new ResourceStack());
        Follower follower =
            new Follower(Workload.PLAIN, stage.surroundings(), stage.store().links())) {
      Surroundings own = stage.surroundings().with(resources);
      LoadDriver driver = stage.startDriver();
      Server server = stage.carom(Variant.DEFAULT).start(Peers.CAROM, Workload.PLAIN, own);
      follower.followAll(server);
      List<Bound.Verdict> verdicts = new ArrayList<>();
      for (Map.Entry<Workload, Bound> each : BOUNDS.entrySet()) {
        out.printf("Counting %s …%n", each.getValue().what());
        var _ = driver.drive(server, load(each.getKey(), WARM_UP));
        verdicts.add(count(server, driver, each.getKey(), each.getValue(), own));
      }
      return List.copyOf(verdicts);
    }
  }

  private static Bound.Verdict count(
      Server server, LoadDriver driver, Workload workload, Bound bound, Surroundings surroundings)
      throws IOException, InterruptedException {
    try (Strace strace = Strace.start(server.child().pid(), surroundings)) {
      String obstacle = strace.awaitAttached();
      if (obstacle != null) {
        return bound.leftOut(obstacle);
      }
      LoadResult result = driver.drive(server, load(workload, COUNTED));
      return bound.counted((double) strace.stop() / result.answered());
    }
  }

  /** Without a warm-up, whose requests the driver does not count but strace does. */
  private static Load load(Workload workload, Duration length) {
    return new Load(workload, Duration.ZERO, length, null, 1);
  }
}
