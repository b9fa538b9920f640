package dev.carom.bench.peers;

import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The command line of {@code carom bench peers}.
 *
 * @param args as they were given
 * @param measured how long a server is measured in a round
 * @param warmUp how long each is driven before the first round
 * @param control the server that takes part twice, to show the noise, or {@code none}
 * @param latency whether latencies are measured too, at half of what the slower one can take
 * @param peers whom to compare with
 * @param firstPort servers listen on the free ports from this one on
 */
record PeersOptions(
    List<String> args,
    boolean quick,
    int rounds,
    Duration measured,
    Duration warmUp,
    String control,
    boolean latency,
    Set<Workload> workloads,
    Set<String> peers,
    int firstPort) {

  static final String NO_CONTROL = "none";
  static final int FEWEST_ROUNDS = 7;
  private static final List<String> CONTROLS = List.of(Peers.NGINX, Peers.CAROM, NO_CONTROL);

  /** The options while they are read; zero stands for what was not said. */
  private static final class Draft {
    boolean quick;
    int rounds;
    int seconds;
    int warmUpSeconds;
    String control = Peers.NGINX;
    boolean latency;
    Set<Workload> workloads = EnumSet.allOf(Workload.class);
    Set<String> peers = new LinkedHashSet<>(Peers.RIVALS);
    int firstPort = 18400;
  }

  /**
   * Understands a command line.
   *
   * @throws UsageException naming the option that is wrong
   */
  static PeersOptions parse(List<String> args) {
    Draft draft = new Draft();
    Iterator<String> rest = args.iterator();
    while (rest.hasNext()) {
      read(rest.next(), rest, draft);
    }
    if (draft.quick && (draft.rounds | draft.seconds | draft.warmUpSeconds) != 0) {
      throw new UsageException("--quick: goes without --rounds, --seconds and --warmup");
    }
    return new PeersOptions(
        List.copyOf(args),
        draft.quick,
        draft.quick ? 2 : orElse(draft.rounds, 9),
        Duration.ofSeconds(draft.quick ? 1 : orElse(draft.seconds, 3)),
        Duration.ofSeconds(draft.quick ? 2 : orElse(draft.warmUpSeconds, 10)),
        draft.control,
        draft.latency,
        draft.workloads,
        draft.peers,
        draft.firstPort);
  }

  Turns turns() {
    return new Turns(rounds, measured, warmUp);
  }

  private static void read(String option, Iterator<String> rest, Draft draft) {
    switch (option) {
      case "--quick" -> draft.quick = true;
      case "--latency" -> draft.latency = true;
      case "--rounds" -> draft.rounds = number(option, rest, FEWEST_ROUNDS, 1000);
      case "--seconds" -> draft.seconds = number(option, rest, 1, 600);
      case "--warmup" -> draft.warmUpSeconds = number(option, rest, 1, 600);
      case "--first-port" -> draft.firstPort = number(option, rest, 1024, 65000);
      case "--control" -> draft.control = oneOf(option, value(option, rest), CONTROLS);
      case "--peers" -> draft.peers = new LinkedHashSet<>(list(option, rest, Peers.RIVALS));
      case "--workloads" -> draft.workloads = workloads(option, rest);
      default -> throw new UsageException("unknown option " + option);
    }
  }

  private static int orElse(int said, int otherwise) {
    return said == 0 ? otherwise : said;
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new UsageException(option + ": needs a value");
    }
    return rest.next();
  }

  private static int number(String option, Iterator<String> rest, int least, int most) {
    String value = value(option, rest);
    if (value.matches("\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new UsageException(
        "%s: must be a number from %d to %d (was %s)".formatted(option, least, most, value));
  }

  private static Set<Workload> workloads(String option, Iterator<String> rest) {
    List<String> known = Arrays.stream(Workload.values()).map(Workload::title).toList();
    List<String> wished = list(option, rest, known);
    Set<Workload> workloads = EnumSet.allOf(Workload.class);
    workloads.removeIf(workload -> !wished.contains(workload.title()));
    return workloads;
  }

  private static List<String> list(String option, Iterator<String> rest, List<String> known) {
    List<String> values = List.of(value(option, rest).split(",", -1));
    values.forEach(value -> oneOf(option, value, known));
    return values;
  }

  private static String oneOf(String option, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new UsageException(
          "%s: must be of %s (was %s)".formatted(option, String.join(", ", known), value));
    }
    return value;
  }
}
