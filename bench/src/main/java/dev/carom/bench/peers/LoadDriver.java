package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives servers by JVMs on the driver's processor. One is as fast as it can be, for closed loops;
 * the other one is punctual, for open ones. Not thread-safe.
 */
final class LoadDriver {

  private static final int ATTEMPTS = 5;

  private final Surroundings surroundings;
  private final LoadProcess fast;
  private final Path codes;
  private @Nullable LoadProcess punctual;

  private LoadDriver(Surroundings surroundings, LoadProcess fast, Path codes) {
    this.surroundings = surroundings;
    this.fast = fast;
    this.codes = codes;
  }

  /**
   * Starts the driver, which the surroundings' resources end.
   *
   * @param codes the file with what is asked for
   */
  static LoadDriver start(Surroundings surroundings, Path codes) throws IOException {
    return new LoadDriver(surroundings, start("driver", surroundings.java(), surroundings), codes);
  }

  private static LoadProcess start(String name, JavaCommand java, Surroundings surroundings)
      throws IOException {
    List<String> command = surroundings.cores().forDriver(LoadProcess.command(java));
    return new LoadProcess(
        surroundings.startToAsk(name, command), surroundings.folder().resolve("load.json"));
  }

  /** The process that can drive a load. */
  private LoadProcess process(Load load) throws IOException {
    if (load.ratePerSecond() == null) {
      return fast;
    }
    if (punctual == null) {
      punctual = start("punctual driver", surroundings.java().punctual(), surroundings);
    }
    return punctual;
  }

  /**
   * Drives a server once; again if the driver itself was too slow for its run to mean anything.
   *
   * @return a result that may be refused, if the driver was too slow time after time
   * @throws MeasurementException if the driver fails, or any request
   */
  LoadResult drive(Server server, Load load) throws IOException, InterruptedException {
    LoadResult result = attempt(server, load);
    for (int attempt = 2; result.refused() != null && attempt <= ATTEMPTS; attempt++) {
      result = attempt(server, load);
    }
    return result;
  }

  private LoadResult attempt(Server server, Load load) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--target", server.address()));
    arguments.addAll(List.of("--codes", codes.toString()));
    arguments.addAll(load.arguments());
    LoadResult result = process(load).drive(server.name(), arguments, load.length());
    String objection = result.objection();
    if (objection != null && result.refused() == null) {
      throw failed(server, load, objection);
    }
    return result;
  }

  private static MeasurementException failed(Server server, Load load, String why) {
    return new MeasurementException(
        "%s, %s: %s".formatted(load.workload().title(), server.name(), why));
  }
}
