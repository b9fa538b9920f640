package dev.carom.bench.load;

import dev.carom.bench.Arguments;
import dev.carom.bench.UsageException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code carom bench load}.
 *
 * @param target HOST:PORT
 * @param codes a file of codes, one a line
 * @param rate requests per second of an open loop, or 0 for a closed one
 * @param warmup during which nothing is recorded
 * @param pipeline how many requests a connection may owe answers to
 * @param timeout after which a request is given up, from when it was meant to be sent
 * @param zipf the exponent of Zipf's law
 * @param inOrder whether codes are asked for one after the other, and not by chance
 * @param polls whether the driver polls when a request is nearly due, rather than oversleep it
 * @param expect the status of a right answer
 * @param backlog how many requests may wait for a connection
 * @param maxLateness the 99th percentile of the driver's own lateness above which a run is refused
 * @param json where the result is written
 * @param trace where it is written what became of each request
 * @param plot where the distribution of latencies is drawn
 */
record LoadOptions(
    String target,
    Path codes,
    double rate,
    Arrivals arrivals,
    Duration duration,
    Duration warmup,
    int connections,
    int pipeline,
    Duration timeout,
    double zipf,
    boolean inOrder,
    long seed,
    boolean tls,
    int expect,
    int backlog,
    int threads,
    Duration maxLateness,
    boolean polls,
    @Nullable Path json,
    @Nullable Path trace,
    @Nullable Path plot,
    boolean quiet) {

  static final String USAGE =
      """
      Usage: carom bench load --target HOST:PORT --codes FILE (--rate N | --closed) [options]

        --target HOST:PORT     the server
        --codes FILE           the codes to ask for, one a line, the most popular first
        --rate N               open loop: N requests a second, whatever the answers do
        --closed               closed loop: each connection always owes --pipeline answers; for
                               throughput and CPU, not for latencies
        --arrivals KIND        poisson or constant (default: poisson)
        --duration S           seconds that are measured (default: 10)
        --warmup S             seconds before that (default: 3)
        --connections N        (default: 64)
        --pipeline D           requests that a connection may owe answers to (default: 1)
        --timeout MS           for an answer, from when the request was meant to be sent
                               (default: 5000)
        --zipf S               exponent of the codes' popularity, 0: all alike (default: 1.0)
        --in-order             ask for one code after the other, for each again only after all
                               others; with one thread
        --seed N               of the random choices (default: 1)
        --tls                  TLS; any certificate is trusted, so only for measurements at home
        --expect STATUS        of a right answer (default: 302)
        --backlog N            requests that may wait for a connection (default: 100000)
        --threads N            event loops (default: 1)
        --max-lateness-ms MS   refuse the run if the 99th percentile of the driver's own delay is
                               above (default: 1)
        --no-poll              sleep until a request is due: later, for less of the processor
        --json FILE            write the result
        --trace FILE           write a line for each request: when it was due (microseconds since
                               1970), after how many of them it ended, its status or failure
        --plot FILE.html       draw the distribution of latencies
        --quiet                no line of progress each second
      """;

  private static final Set<String> OPTIONS =
      Set.of(
          "--target",
          "--codes",
          "--rate",
          "--arrivals",
          "--duration",
          "--warmup",
          "--connections",
          "--pipeline",
          "--timeout",
          "--zipf",
          "--seed",
          "--expect",
          "--backlog",
          "--threads",
          "--max-lateness-ms",
          "--json",
          "--trace",
          "--plot");
  private static final Set<String> FLAGS =
      Set.of("--closed", "--in-order", "--tls", "--no-poll", "--quiet");

  /**
   * Understands a command line.
   *
   * @throws UsageException if there is something wrong with it
   */
  static LoadOptions parse(List<String> args) {
    Arguments given = new Arguments(args, OPTIONS, FLAGS);
    String target = given.required("--target");
    requireHostAndPort(target);
    if (given.has("--rate") == given.has("--closed")) {
      throw new UsageException("either --rate N or --closed is needed");
    }
    int connections = given.count("--connections", 64, 1, 60_000);
    int threads = given.count("--threads", 1, 1, connections);
    if (given.has("--in-order") && threads > 1) {
      throw new UsageException("--in-order: needs --threads 1 (was %d)".formatted(threads));
    }
    return new LoadOptions(
        target,
        path("--codes", given.required("--codes")),
        given.decimal("--rate", 0, 0.001, 100_000_000),
        arrivals(given.text("--arrivals")),
        given.seconds("--duration", 10, 0.001),
        given.seconds("--warmup", 3, 0),
        connections,
        given.count("--pipeline", 1, 1, 10_000),
        given.millis("--timeout", 5000),
        given.decimal("--zipf", 1, 0, 100),
        given.has("--in-order"),
        given.number("--seed", 1),
        given.has("--tls"),
        given.count("--expect", 302, 200, 599),
        given.count("--backlog", 100_000, 1, 100_000_000),
        threads,
        given.millis("--max-lateness-ms", 1),
        !given.has("--no-poll"),
        pathOrNull(given, "--json"),
        pathOrNull(given, "--trace"),
        pathOrNull(given, "--plot"),
        given.has("--quiet"));
  }

  private static void requireHostAndPort(String target) {
    int colon = target.lastIndexOf(':');
    String port = target.substring(colon + 1);
    if (colon <= 0
        || !port.matches("\\d{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65_535
        || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new UsageException("--target: must be HOST:PORT (was " + target + ")");
    }
  }

  private static Arrivals arrivals(@Nullable String name) {
    return switch (name) {
      case null -> Arrivals.POISSON;
      case "poisson" -> Arrivals.POISSON;
      case "constant" -> Arrivals.CONSTANT;
      default ->
          throw new UsageException("--arrivals: must be poisson or constant (was " + name + ")");
    };
  }

  private static @Nullable Path pathOrNull(Arguments given, String name) {
    String value = given.text(name);
    return value == null ? null : path(name, value);
  }

  private static Path path(String name, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new UsageException(name + ": is no path: " + e.getMessage());
    }
  }

  boolean isClosed() {
    return rate == 0;
  }

  /** The mode and the arrivals as they are called in results. */
  String mode() {
    return isClosed() ? "closed" : "open";
  }

  String arrivalsName() {
    return arrivals.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Looks up the server's address.
   *
   * @throws UsageException if its name is not known
   */
  InetSocketAddress server() {
    int colon = target.lastIndexOf(':');
    String host = target.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
    InetSocketAddress server =
        new InetSocketAddress(host, Integer.parseInt(target.substring(colon + 1)));
    if (server.isUnresolved()) {
      throw new UsageException("--target: unknown host " + host);
    }
    return server;
  }
}
