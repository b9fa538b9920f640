package dev.carom.bench.storm;

import dev.carom.bench.peers.CaromStore;
import dev.carom.bench.peers.Child;
import dev.carom.bench.peers.Cores;
import dev.carom.bench.peers.JavaCommand;
import dev.carom.bench.peers.Ports;
import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What scenarios are played on: a store with links, processors, ports.
 *
 * @param folder for files; deleted in the end
 * @param codes the file of the links' codes
 * @param resources ends every process, also when this one is told to stop
 * @param out is told how it goes
 */
record Stage(
    Path folder,
    CaromStore store,
    Path codes,
    Cores cores,
    JavaCommand java,
    Ports ports,
    ResourceStack resources,
    PrintStream out) {

  /** Starts a process, which writes to the log of its name. */
  Child start(String name, List<String> command) throws IOException {
    return resources.add(Child.start(name, command, log(name)));
  }

  Path log(String name) {
    return folder.resolve(name.replace(' ', '-') + ".log");
  }
}
