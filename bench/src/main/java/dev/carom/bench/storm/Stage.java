package dev.carom.bench.storm;

import dev.carom.bench.peers.CaromStore;
import dev.carom.bench.peers.Child;
import dev.carom.bench.peers.Cores;
import dev.carom.bench.peers.JavaCommand;
import dev.carom.bench.peers.Ports;
import dev.carom.bench.peers.TemporaryFolder;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.embedded.RedisOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What scenarios are played on: a store with links, processors, ports.
 *
 * @param folder for files; deleted in the end
 * @param codes the file of the links' codes
 * @param software where the stores' programs are unpacked, if they are not there yet
 * @param resources ends every process, also when this one is told to stop
 * @param out is told how it goes
 */
public record Stage(
    Path folder,
    CaromStore store,
    Path codes,
    Path software,
    Cores cores,
    JavaCommand java,
    Ports ports,
    ResourceStack resources,
    PrintStream out) {

  /**
   * Starts a store and mints its links.
   *
   * @param home the root of the checkout
   * @param durable whether what is committed outlives the machine
   * @param firstPort servers take the free ports from this one on
   */
  public static Stage open(
      Path home,
      boolean durable,
      Cores cores,
      JavaCommand java,
      int firstPort,
      ResourceStack resources,
      PrintStream out)
      throws IOException, InterruptedException {
    Path folder = resources.add(TemporaryFolder.create()).path();
    out.println("Minting the links …");
    Path software = home.resolve("target/software");
    CaromStore store = CaromStore.open(folder, software, durable, resources);
    Path codes = Files.writeString(folder.resolve("codes"), store.links().lines("%1$s"));
    Ports ports = new Ports(firstPort);
    return new Stage(folder, store, codes, software, cores, java, ports, resources, out);
  }

  /** Starts a process, which writes to the log of its name. */
  public Child start(String name, List<String> command) throws IOException {
    return resources.add(Child.start(name, command, log(name)));
  }

  /** Starts a process that is asked and answers by its standard input and output. */
  public Child startToAsk(String name, List<String> command) throws IOException {
    return resources.add(Child.startToAsk(name, command, log(name)));
  }

  /** Starts a Redis, which redirect servers use that are started from now on. */
  public EmbeddedRedis startRedis() throws IOException {
    RedisOptions options = RedisOptions.defaults().withSoftware(software);
    EmbeddedRedis redis =
        resources.add(EmbeddedRedis.start(folder.resolve("redis"), options, _ -> {}));
    store.configure("redis.url", redis.url());
    return redis;
  }

  /** Writes codes to a file, one a line. */
  public Path write(String name, List<String> codes) throws IOException {
    return Files.write(folder.resolve(name + ".codes"), codes);
  }

  Path log(String name) {
    return folder.resolve(name.replace(' ', '-') + ".log");
  }
}
