package dev.carom.admin;

import dev.carom.admin.Popularity.Rate;
import dev.carom.core.config.EdgeConfig;
import dev.carom.core.link.EdgeWish;
import org.jspecify.annotations.Nullable;

/**
 * For how long the edge may keep a link. Of a link that is followed λ times a second and kept for T
 * seconds, the edge answers λT/(1+λT): with λT = {@value #FOLLOWS_PER_LIFE}, 99.5 %. The more
 * popular a link is, the less time it needs, and the sooner is gone what could not be purged.
 *
 * <p>Nothing changes for little: every change is one that all servers have to hear of. Immutable.
 *
 * @param popularRate clicks a minute from which on a link is popular, until it has less than half
 */
record EdgeRule(double popularRate, int minSeconds, int maxSeconds) {

  private static final int FOLLOWS_PER_LIFE = 200;

  static EdgeRule of(EdgeConfig config) {
    return new EdgeRule(
        config.popularRate(),
        Math.toIntExact(config.minTtl().toSeconds()),
        Math.toIntExact(config.maxTtl().toSeconds()));
  }

  /**
   * Returns for how many seconds, or null for not at all.
   *
   * @param now what it was until now
   * @param isSettled whether rates are known so well that a low one is one
   */
  @Nullable Integer seconds(EdgeWish wish, @Nullable Integer now, Rate rate, boolean isSettled) {
    boolean wanted =
        switch (wish) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              now == null
                  ? rate.fast() >= popularRate
                  : !isSettled || !rate.isBelow(popularRate / 2);
        };
    if (!wanted) {
      return null;
    }
    int fast = life(rate.fast());
    int slow = life(rate.slow());
    if (now == null) {
      return fast;
    }
    if (isSettled && fast > 2 * now && slow > 2 * now) {
      return Math.min(fast, slow);
    }
    if (2 * fast < now && 2 * slow < now) {
      return Math.max(fast, slow);
    }
    return Math.clamp(now, minSeconds, maxSeconds);
  }

  private int life(double clicksPerMinute) {
    return (int)
        Math.clamp(Math.ceil(60 * FOLLOWS_PER_LIFE / clicksPerMinute), minSeconds, maxSeconds);
  }
}
