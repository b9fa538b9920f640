package dev.carom.bench.mix;

import java.util.Locale;

/**
 * Where answers came from, in percent of all.
 *
 * @param memory the redirect servers' own caches, for which the mix has no part
 */
record Shares(double edge, double memory, double redis, double postgres) {

  /** How many points a share may be off. */
  private static final double TOLERANCE = 1;

  /** Whether this is the mix that was asked for. */
  boolean areRight() {
    return isNear(edge, Kind.EDGE.percent())
        && isNear(memory, 0)
        && isNear(redis, Kind.REDIS.percent())
        && isNear(postgres, Kind.POSTGRES.percent());
  }

  /** No number is near to nothing. */
  private static boolean isNear(double percent, double wanted) {
    return Math.abs(percent - wanted) <= TOLERANCE;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "edge %.2f %%, memory %.2f %%, Redis %.2f %%, PostgreSQL %.2f %%",
        edge,
        memory,
        redis,
        postgres);
  }
}
