package dev.carom.redirect;

import dev.carom.core.config.AddressRanges;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.FollowerConfig.Source;
import dev.carom.redirect.FollowerFields.Name;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells followers' addresses by the one source that is configured. Usable by any thread.
 *
 * <p>{@code X-Forwarded-For} is read from its end, where the nearest proxy has written: the first
 * address that is not a trusted proxy's is the follower's, for what stands before it could be
 * anybody's invention.
 */
final class ClientAddresses {

  /** What the PROXY protocol has told of a connection. */
  static final AttributeKey<InetAddress> BY_PROXY_PROTOCOL =
      AttributeKey.valueOf(ClientAddresses.class, "BY_PROXY_PROTOCOL");

  private final Source source;
  private final AddressRanges trusted;

  ClientAddresses(FollowerConfig config) {
    this.source = config.clientAddress();
    this.trusted = config.trustedProxies();
  }

  /** Whether a connection begins with the PROXY protocol. */
  boolean areToldByProxyProtocol() {
    return source == Source.PROXY_PROTOCOL;
  }

  /** Whether several requests of one connection may be of different followers. */
  boolean differByRequest() {
    return source == Source.X_FORWARDED_FOR;
  }

  /** Whether whoever is at a connection's other end may speak for followers. */
  boolean mayTell(Channel channel) {
    InetAddress peer = peer(channel);
    return trusted.isEmpty() || (peer != null && trusted.contains(peer));
  }

  /** Returns the follower's address, or null if the connection has none, such as one in memory. */
  @Nullable InetAddress of(Channel channel, FollowerFields fields) {
    return switch (source) {
      case CONNECTION -> peer(channel);
      case X_FORWARDED_FOR -> forwardedFor(peer(channel), fields);
      case PROXY_PROTOCOL -> {
        InetAddress told = channel.attr(BY_PROXY_PROTOCOL).get();
        yield told != null ? told : peer(channel);
      }
    };
  }

  private static @Nullable InetAddress peer(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : null;
  }

  private @Nullable InetAddress forwardedFor(@Nullable InetAddress peer, FollowerFields fields) {
    if (peer == null || !trusted.contains(peer)) {
      return peer;
    }
    String field = fields.text(Name.FORWARDED_FOR);
    if (field == null) {
      return peer;
    }
    InetAddress nearest = peer;
    int end = field.length();
    while (end >= 0 && nearest != null && trusted.contains(nearest)) {
      int comma = field.lastIndexOf(',', end - 1);
      InetAddress hop = parse(field.substring(comma + 1, end).strip());
      if (hop == null) {
        break;
      }
      nearest = hop;
      end = comma;
    }
    return nearest;
  }

  /** Reads an address, which may have a port behind it. */
  private static @Nullable InetAddress parse(String hop) {
    String address = hop;
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      address = hop.substring(1, Math.max(1, end));
    } else if (hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':')) {
      address = hop.substring(0, hop.indexOf(':'));
    }
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
