package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.config.AddressRanges;
import dev.carom.core.config.ClientConfig;
import dev.carom.core.config.ClientConfig.Source;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients' addresses by the one source that is configured. {@code X-Forwarded-For} is read
 * from its end, where the nearest proxy has written: the first address that is not a trusted
 * proxy's is the client's, for what stands before it could be anybody's invention. Immutable.
 */
final class ClientAddresses {

  private final Source source;
  private final AddressRanges trusted;

  ClientAddresses(ClientConfig config) {
    this.source = config.address();
    this.trusted = config.trustedProxies();
  }

  /** The address of whoever sent a request. */
  InetAddress of(ServiceRequestContext ctx, RequestHeaders headers) {
    return of(ctx.remoteAddress().getAddress(), headers);
  }

  /**
   * The same.
   *
   * @param peer the other end of the connection
   */
  InetAddress of(InetAddress peer, RequestHeaders headers) {
    InetAddress nearest = peer;
    if (source == Source.X_FORWARDED_FOR) {
      List<String> hops = hops(headers);
      for (int i = hops.size() - 1; i >= 0 && trusted.contains(nearest); i--) {
        InetAddress hop = parse(hops.get(i));
        if (hop == null) {
          break;
        }
        nearest = hop;
      }
    }
    return nearest;
  }

  /**
   * Whether a client is on this machine, and not behind a proxy on it that nobody has configured:
   * then it could be anybody.
   */
  boolean isHere(ServiceRequestContext ctx, RequestHeaders headers) {
    return ctx.remoteAddress().getAddress().isLoopbackAddress()
        && !headers.contains(HttpHeaderNames.X_FORWARDED_FOR)
        && !headers.contains(HttpHeaderNames.FORWARDED);
  }

  private static List<String> hops(RequestHeaders headers) {
    String all = String.join(",", headers.getAll(HttpHeaderNames.X_FORWARDED_FOR));
    return all.isEmpty() ? List.of() : List.of(all.split(",", -1));
  }

  /** Reads an address, which may have a port behind it; null if it is none. */
  private static @Nullable InetAddress parse(String hop) {
    String address = hop.strip();
    if (address.startsWith("[")) {
      address = address.substring(1, Math.max(1, address.indexOf(']')));
    } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
      address = address.substring(0, address.indexOf(':'));
    }
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
