package dev.carom.bench.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A store with its links and what servers and driver are started with. */
record Stage(CaromStore store, Surroundings surroundings) {

  /**
   * Starts a store.
   *
   * @param home the root of the checkout
   * @param closed ends everything
   */
  static Stage open(
      Path home,
      Programs programs,
      Cores cores,
      int firstPort,
      ClosedAtExit closed,
      PrintStream out)
      throws IOException, InterruptedException {
    Path folder = closed.resources().add(TemporaryFolder.create()).path();
    out.println("Minting the links …");
    CaromStore store = CaromStore.open(folder, home.resolve("target/software"), closed.resources());
    return new Stage(
        store,
        new Surroundings(
            folder,
            programs,
            cores,
            JavaCommand.ofThisProcess(),
            new Ports(firstPort),
            programs.find("openssl") == null ? null : Certificate.make(programs, folder),
            closed.resources()));
  }

  LoadDriver startDriver() throws IOException {
    Path codes = surroundings.folder().resolve("codes");
    return LoadDriver.start(surroundings, Files.writeString(codes, store.links().lines("%1$s")));
  }

  Peer carom(Variant variant) {
    return new CaromPeer(store.configuration(), variant);
  }
}
