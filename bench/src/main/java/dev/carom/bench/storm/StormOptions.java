package dev.carom.bench.storm;

import dev.carom.bench.Arguments;
import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The command line of {@code carom bench storm}.
 *
 * @param args as they were given
 * @param rate requests per second of the open loop
 * @param newcomers followers per second who come with a connection each, while servers restart
 * @param interval from one restart to the next
 * @param migrate whether the kernel is told to hand a closed listener's connections to another
 * @param firstPort servers listen on the free ports from this one on
 */
record StormOptions(
    List<String> args,
    Kind scenario,
    int rate,
    int connections,
    int newcomers,
    int restarts,
    Duration interval,
    boolean migrate,
    int firstPort) {

  /** The scenarios. */
  enum Kind {
    RESTARTS(64);

    private final int connections;

    Kind(int connections) {
      this.connections = connections;
    }

    String title() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Kind of(String title) {
      for (Kind kind : values()) {
        if (kind.title().equals(title)) {
          return kind;
        }
      }
      throw new UsageException("storm: no scenario is called " + title);
    }
  }

  private static final Set<String> OPTIONS =
      Set.of("--rate", "--connections", "--newcomers", "--restarts", "--interval", "--first-port");
  private static final Set<String> FLAGS = Set.of("--migrate");

  /**
   * Understands a command line.
   *
   * @throws UsageException naming what is wrong with it
   */
  static StormOptions parse(List<String> args) {
    if (args.isEmpty()) {
      throw new UsageException("storm: which scenario?");
    }
    Kind kind = Kind.of(args.getFirst());
    Arguments given = new Arguments(args.subList(1, args.size()), OPTIONS, FLAGS);
    return new StormOptions(
        List.copyOf(args),
        kind,
        given.count("--rate", 2000, 1, 1_000_000),
        given.count("--connections", kind.connections, 1, 10_000),
        given.count("--newcomers", 200, 0, 2000),
        given.count("--restarts", 20, 1, 1000),
        given.seconds("--interval", 6, 1),
        given.has("--migrate"),
        given.count("--first-port", 18400, 1024, 65_000));
  }
}
