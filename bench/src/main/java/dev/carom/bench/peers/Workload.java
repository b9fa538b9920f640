package dev.carom.bench.peers;

import java.util.Arrays;
import java.util.Locale;

/** A way of asking for links: over connections that are kept, all by the same requests. */
enum Workload {
  /** One request at a time on a connection. */
  PLAIN(1, false),
  /** Many requests at a time on a connection. */
  PIPELINED(16, false),
  /** One request at a time, over TLS 1.3. */
  TLS(1, true);

  static final int CONNECTIONS = 64;

  private final int depth;
  private final boolean tls;

  Workload(int depth, boolean tls) {
    this.depth = depth;
    this.tls = tls;
  }

  /** How many requests are on their way at once on one connection. */
  int depth() {
    return depth;
  }

  boolean tls() {
    return tls;
  }

  /** What it is called on command lines and in results. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String titles() {
    return String.join(", ", Arrays.stream(values()).map(Workload::title).toList());
  }
}
