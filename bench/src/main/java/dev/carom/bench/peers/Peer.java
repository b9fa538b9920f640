package dev.carom.bench.peers;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A kind of server that answers requests for links. */
interface Peer {

  /** What results and options call it. */
  String name();

  /** Whether it knows the links; else it gives everybody the same answer. */
  default boolean knowsLinks() {
    return true;
  }

  /** Returns why it cannot take part in a workload, or null if it can. */
  @Nullable String obstacle(Workload workload);

  /** Returns its version, as it says itself; only if nothing hinders it. */
  String version();

  /**
   * Starts a server, which takes connections when this returns.
   *
   * @param name what results call this one
   */
  Server start(String name, Workload workload, Surroundings surroundings)
      throws IOException, InterruptedException;
}
