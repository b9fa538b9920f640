package dev.carom.bench.mix;

import dev.carom.bench.storm.Meters;

/**
 * How many answers came from where, as those count it who gave them.
 *
 * @param edge Varnish's hits
 * @param memory hits of the redirect servers' own caches
 * @param redis links that redirect servers have found there
 * @param postgres likewise
 */
record Sources(long edge, long memory, long redis, long postgres) {

  private static final String READINGS = "carom_reads_seconds_count";
  private static final String FOUND = "outcome=\"found\"";

  /** What Varnish has counted. */
  static Sources ofEdge(long hits) {
    return new Sources(hits, 0, 0, 0);
  }

  /** Reads a redirect server's meters. */
  static Sources ofServer(String metrics) {
    return new Sources(
        0,
        (long) Meters.sum(metrics, "cache_gets_total", "cache=\"l1\"", "result=\"hit\""),
        (long) Meters.sum(metrics, READINGS, "tier=\"redis\"", FOUND),
        (long) Meters.sum(metrics, READINGS, "tier=\"postgres\"", FOUND));
  }

  Sources plus(Sources other) {
    return new Sources(
        edge + other.edge, memory + other.memory, redis + other.redis, postgres + other.postgres);
  }

  Sources since(Sources before) {
    return new Sources(
        edge - before.edge,
        memory - before.memory,
        redis - before.redis,
        postgres - before.postgres);
  }

  /** Returns the shares of so many answers. */
  Shares of(long answers) {
    return new Shares(
        percent(edge, answers),
        percent(memory, answers),
        percent(redis, answers),
        percent(postgres, answers));
  }

  private static double percent(long part, long answers) {
    return 100.0 * part / answers;
  }
}
