package dev.carom.bench.peers;

import dev.carom.bench.load.LoadMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Drives servers by JVMs on the driver's processor, which stay and so are warm: a new one for each
 * turn would not reach the speed that saturates a server. One is as fast as it can be, for closed
 * loops; the other one is punctual, for open ones. Not thread-safe.
 */
final class LoadDriver {

  private static final String MAIN = LoadMain.class.getName();
  private static final Duration SLACK = Duration.ofSeconds(30);

  private static final int ATTEMPTS = 5;

  private final Surroundings surroundings;
  private final Child fast;
  private final Path codes;
  private final Path json;
  private @Nullable Child punctual;

  private LoadDriver(Surroundings surroundings, Child fast, Path codes) {
    this.surroundings = surroundings;
    this.fast = fast;
    this.codes = codes;
    this.json = surroundings.folder().resolve("load.json");
  }

  /**
   * Starts the driver, which the surroundings' resources end.
   *
   * @param codes the file with what is asked for
   */
  static LoadDriver start(Surroundings surroundings, Path codes) throws IOException {
    return new LoadDriver(surroundings, start("driver", surroundings.java(), surroundings), codes);
  }

  private static Child start(String name, JavaCommand java, Surroundings surroundings)
      throws IOException {
    List<String> command = java.run(MAIN, List.of(LoadMain.SERVE));
    return surroundings.startToAsk(name, surroundings.cores().forDriver(command));
  }

  /** The process that can drive a load. */
  private Child process(Load load) throws IOException {
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
    Files.deleteIfExists(json);
    List<String> arguments = new ArrayList<>(List.of("--target", server.address()));
    arguments.addAll(List.of("--codes", codes.toString(), "--json", json.toString()));
    arguments.addAll(load.arguments());
    Child process = process(load);
    String answer = process.ask(String.join(" ", arguments), load.length().plus(SLACK));
    if (!Files.exists(json)) {
      throw process.failed("has left no result for %s: %s".formatted(server.name(), answer));
    }
    LoadResult result = JsonMapper.shared().readValue(Files.readString(json), LoadResult.class);
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
