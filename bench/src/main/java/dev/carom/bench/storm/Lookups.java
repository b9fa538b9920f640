package dev.carom.bench.storm;

/**
 * What a server has asked its stores, as its own meters count it.
 *
 * @param redis codes that were looked up there
 * @param postgres codes that were looked up there
 * @param borrowed how often a connection to PostgreSQL was borrowed: for looking up some codes at
 *     once, or for the greatest id that was given out
 */
record Lookups(long redis, long postgres, long borrowed) {

  private static final String READINGS = "carom_reads_seconds_count";

  static Lookups of(String metrics) {
    return new Lookups(
        (long) Meters.sum(metrics, READINGS, "tier=\"redis\""),
        (long) Meters.sum(metrics, READINGS, "tier=\"postgres\""),
        (long) Meters.sum(metrics, "hikaricp_connections_usage_seconds_count"));
  }

  Lookups since(Lookups before) {
    return new Lookups(
        redis - before.redis, postgres - before.postgres, borrowed - before.borrowed);
  }

  Lookups plus(Lookups other) {
    return new Lookups(redis + other.redis, postgres + other.postgres, borrowed + other.borrowed);
  }

  /** Lookups of single codes; a code that both stores were asked for counts twice. */
  long ofCodes() {
    return redis + postgres;
  }
}
