package dev.carom.bench.storm;

import dev.carom.bench.Arguments;
import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line of {@code carom bench storm}.
 *
 * @param args as they were given
 * @param rate requests per second of the open loop
 * @param newcomers followers per second who come with a connection each, while servers restart
 * @param interval from one restart to the next
 * @param migrate whether the kernel is told to hand a closed listener's connections to another
 * @param length of a soak
 * @param every how long it is from one sample of a soak to the next
 * @param pairs of turns without and with slow clients, or a scan
 * @param slow clients who are slow
 * @param scan codes that are tried per second
 * @param misses per second, while stores hang
 * @param refuse whether a server that is cut off from PostgreSQL is to refuse what it has cached
 * @param rounds of turns of misses and of pgbench
 * @param scale of pgbench's database: hundreds of thousands of rows
 * @param clicks that are there when they are counted, in millions
 * @param lines of a bulk request
 * @param links that there are when they are listed, in millions
 * @param measured of a turn of load, without its warm-up
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
    Duration length,
    Duration every,
    int pairs,
    int slow,
    int scan,
    int misses,
    boolean refuse,
    int rounds,
    int scale,
    int clicks,
    int lines,
    int links,
    Duration measured,
    int firstPort) {

  /** The scenarios. */
  enum Kind {
    RESTARTS(2000, 64, 0),
    SOAK(1000, 64, 0),
    SLOW(2000, 32, 5),
    OVERLOAD(0, 256, 10),
    SCAN(2000, 32, 20),
    HUNG(1000, 32, 10),
    MISSES(0, 64, 5),
    SHIPPING(0, 1, 5),
    COUNTS(0, 1, 5),
    MINTING(0, 16, 5),
    LISTS(0, 1, 5);

    private final int rate;
    private final int connections;
    private final int measuredSeconds;

    Kind(int rate, int connections, int measuredSeconds) {
      this.rate = rate;
      this.connections = connections;
      this.measuredSeconds = measuredSeconds;
    }

    Set<String> options() {
      Stream<String> own =
          switch (this) {
            case RESTARTS -> Stream.of("--rate", "--newcomers", "--restarts", "--interval");
            case SOAK -> Stream.of("--rate", "--newcomers", "--minutes", "--every");
            case SLOW -> Stream.of("--rate", "--pairs", "--slow", "--measure");
            case OVERLOAD -> Stream.of("--measure");
            case SCAN -> Stream.of("--rate", "--pairs", "--scan", "--measure");
            case HUNG -> Stream.of("--rate", "--misses", "--measure");
            case MISSES -> Stream.of("--rounds", "--scale", "--measure");
            case SHIPPING -> Stream.of("--rounds");
            case COUNTS -> Stream.of("--rounds", "--clicks");
            case MINTING -> Stream.of("--rounds", "--lines", "--measure");
            case LISTS -> Stream.of("--rounds", "--links");
          };
      return Stream.concat(own, Stream.of("--connections", "--first-port"))
          .collect(Collectors.toUnmodifiableSet());
    }

    Set<String> flags() {
      return switch (this) {
        case RESTARTS -> Set.of("--migrate");
        case HUNG -> Set.of("--refuse");
        case SOAK, SLOW, OVERLOAD, SCAN, MISSES, SHIPPING, COUNTS, MINTING, LISTS -> Set.of();
      };
    }

    /** Whether servers and driver have a processor each. */
    boolean isPinned() {
      return switch (this) {
        case RESTARTS, SOAK, SLOW, OVERLOAD, SCAN, HUNG -> true;
        case MISSES, SHIPPING, COUNTS, MINTING, LISTS -> false;
      };
    }

    /** Whether PostgreSQL syncs: where commits are measured. */
    boolean isDurable() {
      return this == MINTING;
    }

    String title() {
      return name().toLowerCase(Locale.ROOT);
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

  /** A trend needs some. */
  private static final int FEWEST_SAMPLES = 6;

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
    Arguments given = new Arguments(args.subList(1, args.size()), kind.options(), kind.flags());
    Duration length =
        Duration.ofSeconds(Math.round(60 * given.decimal("--minutes", 10, 0.1, 1440)));
    Duration every = given.seconds("--every", 10, 1);
    if (length.compareTo(every.multipliedBy(FEWEST_SAMPLES)) < 0) {
      throw new UsageException(
          "--minutes: must be time for %d samples, see --every".formatted(FEWEST_SAMPLES));
    }
    return new StormOptions(
        List.copyOf(args),
        kind,
        given.count("--rate", kind.rate, 1, 1_000_000),
        given.count("--connections", kind.connections, 1, 10_000),
        given.count("--newcomers", 200, 0, 2000),
        given.count("--restarts", 20, 1, 1000),
        given.seconds("--interval", 6, 1),
        given.has("--migrate"),
        length,
        every,
        given.count("--pairs", 5, 1, 100),
        given.count("--slow", 10_000, 4, 60_000),
        given.count("--scan", 10_000, 1, 100_000),
        given.count("--misses", 200, 1, 10_000),
        given.has("--refuse"),
        given.count("--rounds", 7, 1, 100),
        given.count("--scale", 2, 1, 100),
        given.count("--clicks", 100, 1, 1000),
        given.count("--lines", 100_000, 1000, 1_000_000),
        given.count("--links", 10, 1, 100),
        given.seconds("--measure", kind.measuredSeconds, 2),
        given.count("--first-port", 18400, 1024, 65_000));
  }
}
