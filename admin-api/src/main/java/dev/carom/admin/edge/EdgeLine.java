package dev.carom.admin.edge;

import dev.carom.core.click.Click;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What a line of the edge's log tells. Immutable. */
public sealed interface EdgeLine {

  /**
   * The edge has answered with a link's redirect by itself. The texts are as a redirect server
   * notes them: byte by byte a character, and none longer than {@link
   * dev.carom.core.click.ClickText} allows.
   *
   * @param timeMillis when, in milliseconds since the epoch
   * @param host in small letters, without port and final dot; empty if none was asked
   * @param path without query, its escapes resolved
   * @param flags of {@link Click#HEAD} and {@link Click#PREFETCH}
   * @param client whose address, or null if it is not known
   * @param referrer the host alone, in small letters
   * @param language the first one
   * @param country two capital letters
   * @param recognised false if somebody has asked not to be
   * @param id the request's, or null if it has none
   */
  record Answered(
      long timeMillis,
      String host,
      String path,
      int flags,
      @Nullable InetAddress client,
      @Nullable String agent,
      @Nullable String referrer,
      @Nullable String language,
      @Nullable String country,
      boolean recognised,
      @Nullable String id)
      implements EdgeLine {}

  /** A redirect server has answered, and counted, or nobody was redirected. */
  record PassedOn() implements EdgeLine {}

  /**
   * Nobody knows what it tells.
   *
   * @param field what is wrong, as the line calls it; null if all of it is
   * @param detail what is wrong with it
   */
  record Unreadable(@Nullable String field, String detail) implements EdgeLine {}
}
