package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Drives servers, each time by a new JVM on the driver's processor. */
final class LoadDriver {

  private static final String MAIN = "dev.carom.bench.load.LoadMain";
  private static final Duration SLACK = Duration.ofSeconds(30);

  private static final int ATTEMPTS = 5;

  private final Surroundings surroundings;
  private final Path codes;

  /**
   * @param codes the file with what is asked for
   */
  LoadDriver(Surroundings surroundings, Path codes) {
    this.surroundings = surroundings;
    this.codes = codes;
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
    Path json = surroundings.folder().resolve("load.json");
    Files.deleteIfExists(json);
    List<String> arguments = new ArrayList<>(List.of("--target", server.address()));
    arguments.addAll(List.of("--codes", codes.toString(), "--json", json.toString()));
    arguments.addAll(load.arguments());
    List<String> command = surroundings.cores().forDriver(surroundings.java().run(MAIN, arguments));
    try (Child driver = surroundings.start("the driver of " + server.name(), command)) {
      driver.awaitEnd(load.length().plus(SLACK));
      if (!Files.exists(json)) {
        throw driver.failed("has left no result");
      }
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
