package dev.carom.bench.peers;

import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What servers and driver are started with.
 *
 * @param folder for their files; empty at first, deleted in the end
 * @param certificate for TLS, or null if none could be made
 * @param resources ends every process, also when this one is told to stop
 */
record Surroundings(
    Path folder,
    Programs programs,
    Cores cores,
    JavaCommand java,
    Ports ports,
    @Nullable Certificate certificate,
    ResourceStack resources) {

  /** The certificate, for what was only started because there is one. */
  Certificate requireCertificate() {
    if (certificate == null) {
      throw new IllegalStateException("TLS without a certificate");
    }
    return certificate;
  }

  /** Starts a process. */
  Child start(String name, List<String> command) throws IOException {
    return resources.add(Child.start(name, command, log(name)));
  }

  /** Starts a process that is asked and answers by its standard input and output. */
  Child startToAsk(String name, List<String> command) throws IOException {
    return resources.add(Child.startToAsk(name, command, log(name)));
  }

  private Path log(String name) {
    return folder.resolve(name.replace(' ', '-') + ".log");
  }

  /** Starts a process on the servers' processor. */
  Child startServer(String name, List<String> command) throws IOException {
    return start(name, cores.forServer(command));
  }

  /** These, with what is started from now on ended by other resources. */
  Surroundings with(ResourceStack others) {
    return new Surroundings(folder, programs, cores, java, ports, certificate, others);
  }
}
