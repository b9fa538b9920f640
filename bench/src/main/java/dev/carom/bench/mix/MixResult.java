package dev.carom.bench.mix;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.Spread;
import dev.carom.bench.storm.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the mix has shown. Latencies count from when requests were meant to be sent.
 *
 * @param varnish its version
 * @param servers how many redirect servers there were
 * @param p50Millis by rounds
 * @param p99Millis by rounds
 */
record MixResult(
    String varnish,
    int servers,
    LinkCounts links,
    List<Round> rounds,
    Spread p50Millis,
    Spread p99Millis,
    List<Check> checks) {

  /** How many links there were of a kind. */
  record LinkCounts(int edge, int redis, int postgres) {}

  /** A turn of the mix, and where its answers came from. */
  record Round(LoadResult load, Sources sources, Shares shares) {

    static Round of(LoadResult load, Sources sources) {
      return new Round(load, sources, sources.of(load.answered()));
    }

    double p50Millis() {
      return load.requireLatency().p50() / 1e3;
    }

    double p99Millis() {
      return load.requireLatency().p99() / 1e3;
    }

    /** The 99th percentile of how late the driver itself was, which is part of the latencies. */
    double latenessMillis() {
      LoadResult.Lateness lateness = load.latenessMicros();
      return lateness == null ? Double.NaN : lateness.p99() / 1e3;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "p50 %.3f ms, p99 %.3f ms (the driver's own lateness: p99 %.3f ms), %,.0f/s; %s",
          p50Millis(),
          p99Millis(),
          latenessMillis(),
          load.answeredPerSecond(),
          shares);
    }
  }

  /** What must hold, and whether it does. */
  record Check(String what, boolean met) {}

  private static final double REFERENCE_P50_MILLIS = 5;
  private static final double REFERENCE_P99_MILLIS = 25;

  /** The part of the reference's latencies that Carom's may be. */
  private static final double PART = 0.1;

  /** Sums up rounds. */
  static MixResult of(String varnish, int servers, MixLinks links, List<Round> rounds) {
    Spread p50 = spread(rounds, Round::p50Millis);
    Spread p99 = spread(rounds, Round::p99Millis);
    return new MixResult(
        varnish,
        servers,
        new LinkCounts(links.edge().size(), links.redis().size(), links.postgres().size()),
        List.copyOf(rounds),
        p50,
        p99,
        List.of(
            latency("p50", p50, REFERENCE_P50_MILLIS),
            latency("p99", p99, REFERENCE_P99_MILLIS),
            new Check(
                "in every round 80 % of the answers come from the edge, 15 % from Redis, 5 % from"
                    + " PostgreSQL, give or take a point",
                rounds.stream().allMatch(round -> round.shares().areRight())),
            new Check(
                "every request is answered as it should be",
                rounds.stream().allMatch(round -> round.load().errors().sum() == 0))));
  }

  private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Spread.of(rounds.stream().mapToDouble(value).boxed().toList());
  }

  private static Check latency(String name, Spread millis, double reference) {
    double bound = PART * reference;
    return new Check(
        String.format(Locale.ROOT, "the median of %s is at most %.1f ms", name, bound),
        millis.median() <= bound);
  }

  boolean isGood() {
    return checks.stream().allMatch(Check::met);
  }

  /** As people read it. */
  String table() {
    Table table = new Table();
    table.row("p50, ms", line(p50Millis, REFERENCE_P50_MILLIS));
    table.row("p99, ms", line(p99Millis, REFERENCE_P99_MILLIS));
    table.row("of that, the driver's, p99, ms", spread(rounds, Round::latenessMillis).median());
    rounds.forEach(round -> table.row("answers came from", round.shares().toString()));
    checks.forEach(check -> table.row(check.met() ? "met" : "NOT MET", check.what()));
    return table.toString();
  }

  private static String line(Spread millis, double reference) {
    return String.format(
        Locale.ROOT,
        "%.3f, from %.3f to %.3f in %d rounds; the reference's: %.0f, a tenth of it: %.1f",
        millis.median(),
        millis.min(),
        millis.max(),
        millis.count(),
        reference,
        PART * reference);
  }
}
