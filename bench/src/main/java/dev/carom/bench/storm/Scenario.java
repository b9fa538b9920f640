package dev.carom.bench.storm;

import java.io.IOException;

/** A kind of trouble. */
interface Scenario {

  /** Brings it about, and says what it has shown. */
  Finding run(Stage stage) throws IOException, InterruptedException;
}
