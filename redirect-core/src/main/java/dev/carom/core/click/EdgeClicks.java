package dev.carom.core.click;

import dev.carom.core.click.ClickStore.Counted;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes clicks of what the edge has answered, by the rules for those of redirect servers. A visitor
 * whom the edge has answered is the same as one whom a server has, if the edge's log tells of
 * addresses as the servers see them. Usable by any thread.
 */
public final class EdgeClicks {

  private static final byte[] NOTHING = {};

  private final Agents agents = new Agents();
  private final Visitors visitors = new Visitors();

  /**
   * A redirect that the edge has answered with by itself. Texts are byte by byte a character.
   *
   * @param flags of {@link Click#HEAD} and {@link Click#PREFETCH}
   * @param recognised false if somebody has asked not to be
   */
  public record Follow(
      long timeMillis,
      long linkId,
      int flags,
      @Nullable InetAddress client,
      @Nullable String agent,
      @Nullable String referrer,
      @Nullable String language,
      @Nullable String country,
      boolean recognised) {}

  /**
   * Makes sure that visitors are told apart as servers do; to be called often.
   *
   * @throws dev.carom.core.link.StoreException if that cannot be told now
   */
  public void refresh(ClickStore store) {
    visitors.refresh(store);
  }

  /** Returns a follow as it is counted. */
  public Counted counted(Follow follow) {
    Agent agent = agents.of(follow.agent);
    return new Counted(
        follow.timeMillis,
        follow.linkId,
        agent.traffic(follow.flags),
        visitor(follow),
        follow.country,
        null,
        follow.referrer,
        follow.language,
        agent,
        null);
  }

  private long visitor(Follow follow) {
    InetAddress client = follow.client;
    if (client == null || !follow.recognised) {
      return Click.NOBODY;
    }
    ByteBuffer address = ByteBuffer.wrap(client.getAddress());
    boolean isShort = address.remaining() == Integer.BYTES;
    long high = isShort ? 0 : address.getLong();
    long low = isShort ? address.getInt() : address.getLong();
    byte[] agent =
        follow.agent == null ? NOTHING : follow.agent.getBytes(StandardCharsets.ISO_8859_1);
    return visitors.hash(follow.timeMillis, high, low, agent, 0, agent.length);
  }
}
