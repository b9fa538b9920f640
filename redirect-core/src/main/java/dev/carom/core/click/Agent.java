package dev.carom.core.click;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code User-Agent} says of itself. Immutable.
 *
 * @param traffic {@link TrafficClass#HUMAN}, {@link TrafficClass#BOT} or {@link
 *     TrafficClass#PREVIEW}
 * @param browser such as {@code Firefox}, or null if it is not known
 * @param os such as {@code Android}, or null
 * @param device {@code desktop}, {@code mobile}, {@code tablet} or null
 */
public record Agent(
    TrafficClass traffic, @Nullable String browser, @Nullable String os, @Nullable String device) {

  /**
   * Returns what kind of traffic a request of this agent is.
   *
   * @param flags of {@link Click#HEAD} and {@link Click#PREFETCH}
   */
  TrafficClass traffic(int flags) {
    if (traffic != TrafficClass.HUMAN) {
      return traffic;
    } else if ((flags & Click.HEAD) != 0) {
      return TrafficClass.HEAD;
    }
    return (flags & Click.PREFETCH) != 0 ? TrafficClass.PREFETCH : TrafficClass.HUMAN;
  }
}
