package dev.carom.bench.peers;

import dev.carom.bench.load.LoadMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Drives servers by one JVM on the driver's processor, which stays and so is warm: a new one for
 * each turn would not reach the speed that saturates a server. Not thread-safe.
 */
final class LoadDriver {

  private static final String MAIN = LoadMain.class.getName();
  private static final Duration SLACK = Duration.ofSeconds(30);

  private static final int ATTEMPTS = 15;

  private final Child process;
  private final Path codes;
  private final Path json;

  private LoadDriver(Child process, Path codes, Path json) {
    this.process = process;
    this.codes = codes;
    this.json = json;
  }

  /**
   * Starts the driver, which the surroundings' resources end.
   *
   * @param codes the file with what is asked for
   */
  static LoadDriver start(Surroundings surroundings, Path codes) throws IOException {
    List<String> command = surroundings.java().run(MAIN, List.of(LoadMain.SERVE));
    Child process = surroundings.startToAsk("driver", surroundings.cores().forDriver(command));
    return new LoadDriver(process, codes, surroundings.folder().resolve("load.json"));
  }

  /**
   * Drives a server once; again if the driver itself was too slow for its run to mean anything.
   *
   * @throws MeasurementException if the driver fails time after time, or any request once
   */
  LoadResult drive(Server server, Load load) throws IOException, InterruptedException {
    LoadResult result = attempt(server, load);
    for (int attempt = 2; result.refused() != null; attempt++) {
      if (attempt > ATTEMPTS) {
        throw failed(server, load, "refused %d times: %s".formatted(ATTEMPTS, result.refused()));
      }
      result = attempt(server, load);
    }
    return result;
  }

  private LoadResult attempt(Server server, Load load) throws IOException, InterruptedException {
    Files.deleteIfExists(json);
    List<String> arguments = new ArrayList<>(List.of("--target", server.address()));
    arguments.addAll(List.of("--codes", codes.toString(), "--json", json.toString()));
    arguments.addAll(load.arguments());
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
