package dev.carom.bench.storm;

import dev.carom.bench.load.Traced;
import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.storm.OpenLoop.Asked;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Somebody who tries random codes, beside a load that has a driver of its own. He sleeps until a
 * code is due: polling would take the processor from the other driver.
 */
record Guesser(OpenLoop driver) {

  private static final int CONNECTIONS = 32;

  /** Until the other driver's JVM has started and connected. */
  private static final Duration START = Duration.ofSeconds(5);

  /** More than there is between two guesses. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /**
   * Starts to guess, for longer than a load that is started when this returns.
   *
   * @param seed of the codes
   */
  static Guesser start(Stage stage, ServerProcess server, int port, StormOptions options, long seed)
      throws IOException, InterruptedException {
    Duration length = START.plus(OpenLoop.WARM_UP).plus(options.measured());
    List<String> arguments =
        List.of(
            "--in-order",
            "--rate=" + options.scan(),
            "--expect=404",
            "--connections=" + CONNECTIONS,
            "--no-poll",
            "--max-lateness-ms=" + length.toMillis());
    Asked asked =
        new Asked("guesser", codes(stage, options, length, seed), Duration.ZERO, length, true);
    double before = notThere(server);
    Guesser guesser = new Guesser(OpenLoop.start(stage, port, asked, arguments));
    while (notThere(server) == before) {
      if (!guesser.driver().isRunning()) {
        throw guesser.driver().driver().failed("has ended without a guess");
      }
      Thread.sleep(50);
    }
    return guesser;
  }

  /** Writes enough codes for each to be tried once, even if by chance more are due than usual. */
  private static Path codes(Stage stage, StormOptions options, Duration length, long seed)
      throws IOException {
    int count = (int) (1.05 * options.scan() * length.toSeconds()) + 1000;
    int characters = stage.store().links().codes().getFirst().length();
    return stage.write("guesser", RandomCodes.of(count, characters, seed));
  }

  private static double notThere(ServerProcess server) throws IOException, InterruptedException {
    return Meters.sum(server.metrics(), "carom_redirect_answers_total", "status=\"404\"");
  }

  /**
   * Waits for the end, and returns what became of all guesses.
   *
   * @param load until whose end they must have lasted
   */
  Answers await(LoadResult load) throws IOException, InterruptedException {
    LoadResult _ = driver.await();
    List<Traced> guesses = driver.traced();
    Instant ended =
        load.startedAt()
            .plus(OpenLoop.WARM_UP)
            .plusMillis(Math.round(1e3 * load.durationSeconds()))
            .minus(TOLERANCE);
    if (new Span(ended, Instant.now()).of(guesses).isEmpty()) {
      throw new MeasurementException("the scan has ended before the load beside it");
    }
    return Answers.of(guesses);
  }
}
