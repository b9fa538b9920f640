package dev.carom.bench.mix;

import dev.carom.bench.Arguments;
import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The command line of {@code carom bench mix}.
 *
 * @param args as they were given
 * @param rate requests per second of the open loop
 * @param connections of the driver to the edge
 * @param warmUp of the mix, before the first round: until the servers have compiled what a miss
 *     takes
 * @param measured of a round
 * @param seed of arrivals, and of what is asked for
 * @param firstPort servers listen on the free ports from this one on
 */
record MixOptions(
    List<String> args,
    int rate,
    int connections,
    int rounds,
    Duration warmUp,
    Duration measured,
    long seed,
    int firstPort) {

  private static final Set<String> OPTIONS =
      Set.of(
          "--rate", "--connections", "--rounds", "--warmup", "--measure", "--seed", "--first-port");

  /** More would take PostgreSQL and Redis longer to be given than the run. */
  private static final long MOST_REQUESTS = 20_000_000;

  /**
   * Understands a command line.
   *
   * @throws UsageException naming what is wrong with it
   */
  static MixOptions parse(List<String> args) {
    Arguments given = new Arguments(args, OPTIONS, Set.of());
    MixOptions options =
        new MixOptions(
            List.copyOf(args),
            given.count("--rate", 4000, 100, 100_000),
            given.count("--connections", 64, 1, 10_000),
            given.count("--rounds", 3, 1, 100),
            Duration.ofSeconds(given.count("--warmup", 30, 1, 600)),
            Duration.ofSeconds(given.count("--measure", 30, 1, 3600)),
            given.number("--seed", 1),
            given.count("--first-port", 18400, 1024, 65_000));
    if (options.requests() > MOST_REQUESTS) {
      throw new UsageException(
          "--measure: %,d requests are too many, a fifth of which each need a link of their own:"
                  .formatted(options.requests())
              + " at most %,d; see --rate and --rounds".formatted(MOST_REQUESTS));
    }
    return options;
  }

  /** How many requests there will be in all. */
  long requests() {
    return requests(warmUp) + (long) rounds * requests(measured);
  }

  /** How many requests there will be for certain at most: by chance, a few more than usual. */
  long requests(Duration length) {
    return Math.round(1.05 * rate * length.toSeconds()) + 1000;
  }
}
