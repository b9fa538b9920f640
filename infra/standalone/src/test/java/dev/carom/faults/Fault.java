package dev.carom.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/**
 * Something that breaks, and is mended.
 *
 * @param kind in a few words, without who is struck
 * @param victims who must not be struck by another fault meanwhile
 * @param lasts from when it is struck until it is mended
 */
record Fault(String kind, Set<String> victims, Duration lasts, Step strike, Step mend) {

  /** What is done to the cluster. */
  interface Step {

    Step NOTHING = () -> {};

    void run() throws IOException, SQLException, InterruptedException;
  }

  Fault {
    victims = Set.copyOf(victims);
  }
}
