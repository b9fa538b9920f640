package dev.carom.bench.peers;

import dev.carom.bench.Arguments;
import dev.carom.bench.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code carom bench variants}.
 *
 * @param args as they were given
 * @param rate requests per second, by chance; null: each connection asks when it was answered
 * @param only the variants to be compared with the default, which takes part in any case
 * @param firstPort servers listen on the free ports from this one on
 */
record VariantsOptions(
    List<String> args,
    boolean quick,
    Turns turns,
    @Nullable Long rate,
    List<Variant> only,
    int firstPort) {

  private static final Set<String> OPTIONS =
      Set.of("--rounds", "--seconds", "--warmup", "--rate", "--only", "--first-port");
  private static final Set<String> FLAGS = Set.of("--quick");

  /**
   * Understands a command line.
   *
   * @throws UsageException naming the option that is wrong
   */
  static VariantsOptions parse(List<String> args) {
    Arguments given = new Arguments(args, OPTIONS, FLAGS);
    boolean quick = given.has("--quick");
    if (quick && (given.has("--rounds") || given.has("--seconds") || given.has("--warmup"))) {
      throw new UsageException("--quick: goes without --rounds, --seconds and --warmup");
    }
    Turns turns =
        new Turns(
            given.count("--rounds", 9, PeersOptions.FEWEST_ROUNDS, 1000),
            Duration.ofSeconds(given.count("--seconds", 3, 1, 600)),
            Duration.ofSeconds(given.count("--warmup", 10, 1, 600)));
    List<String> only = given.names("--only", Variant.names());
    return new VariantsOptions(
        List.copyOf(args),
        quick,
        quick ? Turns.QUICK : turns,
        given.has("--rate") ? Long.valueOf(given.count("--rate", 1, 1, 10_000_000)) : null,
        Variant.ALL.stream().filter(variant -> only.contains(variant.name())).toList(),
        given.count("--first-port", 18400, 1024, 65000));
  }
}
