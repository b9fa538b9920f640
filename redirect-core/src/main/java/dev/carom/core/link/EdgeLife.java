package dev.carom.core.link;

/**
 * That the edge may keep a link's answers, as {@link LinkEdge} tells. Immutable.
 *
 * @param seconds for how long, from 1 to {@value #MAX_SECONDS}
 * @param key by what they are found again
 */
public record EdgeLife(int seconds, EdgeKey key) {

  /** The longest life: for so long nobody may hear of a change that the edge was not told of. */
  public static final int MAX_SECONDS = 300;

  public EdgeLife {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new InvalidValueException(
          "must be 1 to %d seconds (was %d)".formatted(MAX_SECONDS, seconds));
    }
  }

  /** Returns a life that is no longer than some seconds, which are at least 1. */
  public EdgeLife atMost(long otherSeconds) {
    return otherSeconds >= seconds ? this : new EdgeLife(Math.toIntExact(otherSeconds), key);
  }
}
