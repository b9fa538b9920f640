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
 * A process that drives one load after the other, and so stays warm: a new one for each turn would
 * not reach the speed that saturates a server. Not thread-safe.
 *
 * @param child was started by {@link #command} and to be asked
 * @param json where it leaves the result of each load
 */
public record LoadProcess(Child child, Path json) {

  private static final Duration SLACK = Duration.ofSeconds(30);

  /** The command for such a process. */
  public static List<String> command(JavaCommand java) {
    return java.run(LoadMain.class.getName(), List.of(LoadMain.SERVE));
  }

  /**
   * Drives a load.
   *
   * @param server what is driven, in errors
   * @param arguments what {@code carom bench load} is told, but for where the result goes
   * @param length how long it will take
   * @throws MeasurementException if there is no result
   */
  public LoadResult drive(String server, List<String> arguments, Duration length)
      throws IOException, InterruptedException {
    Files.deleteIfExists(json);
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--json", json.toString()));
    String answer = child.ask(String.join(" ", all), length.plus(SLACK));
    if (!Files.exists(json)) {
      throw child.failed("has left no result for %s: %s".formatted(server, answer));
    }
    return JsonMapper.shared().readValue(Files.readString(json), LoadResult.class);
  }
}
