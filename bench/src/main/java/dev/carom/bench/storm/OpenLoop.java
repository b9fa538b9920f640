package dev.carom.bench.storm;

import dev.carom.bench.load.LoadMain;
import dev.carom.bench.peers.Child;
import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * A load driver that runs beside what happens to the servers. Errors are expected in what it
 * reports, and that it was late is left to whoever reads it.
 *
 * @param json where it leaves its report
 * @param length how long it runs
 */
record OpenLoop(Child driver, Path json, Duration length) {

  private static final Duration SLACK = Duration.ofSeconds(60);

  /** What comes before the measurement. */
  static final Duration WARM_UP = Duration.ofSeconds(3);

  /**
   * Starts a driver.
   *
   * @param arguments what {@code carom bench load} is told, but for server, codes and times
   */
  static OpenLoop start(Stage stage, int port, Duration measured, List<String> arguments)
      throws IOException {
    Path json = stage.folder().resolve("load.json");
    Files.deleteIfExists(json);
    List<String> all = new ArrayList<>(List.of("--target", Ports.HOST + ":" + port));
    all.addAll(List.of("--codes", stage.codes().toString(), "--json", json.toString()));
    all.addAll(List.of("--warmup", seconds(WARM_UP), "--duration", seconds(measured)));
    all.add("--quiet");
    all.addAll(arguments);
    List<String> command =
        stage.cores().forDriver(stage.java().punctual().run(LoadMain.class.getName(), all));
    return new OpenLoop(stage.start("driver", command), json, measured.plus(WARM_UP));
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  boolean isRunning() {
    return driver.isAlive();
  }

  /** Waits for the end, and returns the report. */
  LoadResult await() throws IOException, InterruptedException {
    int _ = driver.awaitEnd(length.plus(SLACK));
    if (!Files.exists(json)) {
      throw driver.failed("has left no result");
    }
    return JsonMapper.shared().readValue(Files.readString(json), LoadResult.class);
  }
}
