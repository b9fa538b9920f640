package dev.carom.bench.peers;

import java.time.Duration;

/**
 * How often and how long servers are measured.
 *
 * @param measured how long a server is measured in a round
 * @param warmUp how long each is driven before the first round
 */
record Turns(int rounds, Duration measured, Duration warmUp) {

  /** Shows that it works, and measures little. */
  static final Turns QUICK = new Turns(2, Duration.ofSeconds(1), Duration.ofSeconds(2));
}
