package dev.carom.bench.storm;

import dev.carom.bench.load.LoadMain;
import dev.carom.bench.load.Traced;
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
   * Starts a driver that asks for the stage's links.
   *
   * @param arguments what {@code carom bench load} is told, but for server, codes and times
   */
  static OpenLoop start(Stage stage, int port, Duration measured, List<String> arguments)
      throws IOException {
    Asked asked = new Asked("driver", stage.codes(), WARM_UP, measured, false);
    return start(stage, port, asked, arguments);
  }

  /**
   * What a driver asks for, and for how long.
   *
   * @param name of the process and its files
   * @param codes a file of them
   * @param traced whether it notes what becomes of each request
   */
  record Asked(String name, Path codes, Duration warmUp, Duration measured, boolean traced) {

    private List<String> arguments() {
      return List.of(
          "--codes=" + codes, "--warmup=" + seconds(warmUp), "--duration=" + seconds(measured));
    }
  }

  /**
   * Starts a driver beside others.
   *
   * @param arguments what {@code carom bench load} is told, but for server, codes and times
   */
  static OpenLoop start(Stage stage, int port, Asked asked, List<String> arguments)
      throws IOException {
    Path json = stage.folder().resolve(asked.name() + ".json");
    Files.deleteIfExists(json);
    List<String> all = new ArrayList<>(List.of("--target", Ports.HOST + ":" + port));
    all.addAll(List.of("--json", json.toString(), "--quiet"));
    if (asked.traced()) {
      all.addAll(List.of("--trace", trace(json).toString()));
    }
    all.addAll(asked.arguments());
    all.addAll(arguments);
    List<String> command =
        stage.cores().forDriver(stage.java().punctual().run(LoadMain.class.getName(), all));
    Child driver = stage.start(asked.name(), command);
    return new OpenLoop(driver, json, asked.measured().plus(asked.warmUp()));
  }

  private static Path trace(Path json) {
    return json.resolveSibling(json.getFileName() + ".trace");
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

  /** Returns what became of each request, when it has ended. */
  List<Traced> traced() throws IOException {
    return Traced.read(trace(json));
  }
}
