package dev.carom.core.click;

import org.jspecify.annotations.Nullable;

/**
 * Tells what kind of traffic a request is, for whoever cannot wait until it is shipped, and by the
 * same rules. Usable by any thread.
 */
public final class Classifier {

  private final Agents agents = new Agents();

  /**
   * Tells what kind of traffic a request is. It takes about a millisecond for a {@code User-Agent}
   * that was not met lately, and a third of a second for a process's first.
   *
   * @param userAgent byte by byte a character, or null if there was none
   * @param flags of {@link Click#HEAD} and {@link Click#PREFETCH}
   */
  public TrafficClass classify(@Nullable String userAgent, int flags) {
    return agents.of(asShipped(userAgent)).traffic(flags);
  }

  /** Cut off where a click's is, which bounds what the rules have to read too. */
  private static @Nullable String asShipped(@Nullable String userAgent) {
    int most = ClickText.AGENT.maxBytes();
    return userAgent == null || userAgent.length() <= most
        ? userAgent
        : userAgent.substring(0, most);
  }
}
