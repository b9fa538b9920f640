package dev.carom.redirect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused, whatever it asks for. Its connection is closed: where it ends cannot be
 * known for sure.
 */
enum Refusal {
  BAD_REQUEST,
  REQUEST_LINE_TOO_LONG,
  HEADER_TOO_LONG;

  /** Returns why the request is refused, or null if it is well-formed. */
  static @Nullable Refusal of(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return switch (request.decoderResult().cause()) {
        case TooLongHttpLineException _ -> REQUEST_LINE_TOO_LONG;
        case TooLongHttpHeaderException _ -> HEADER_TOO_LONG;
        default -> BAD_REQUEST;
      };
    }
    return isKnownVersion(request.protocolVersion()) && hasOneMeaning(request) ? null : BAD_REQUEST;
  }

  private static boolean isKnownVersion(HttpVersion version) {
    return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
  }

  /**
   * RFC 9112, sections 3.2 (exactly one valid {@code Host}) and 6.1 (one way of framing the body).
   */
  private static boolean hasOneMeaning(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    boolean hostFits =
        hosts.isEmpty()
            ? request.protocolVersion().equals(HttpVersion.HTTP_1_0)
            : hosts.size() == 1 && isHost(hosts.getFirst());
    boolean framedTwice =
        headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            && headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    return hostFits && !framedTwice;
  }

  /**
   * Whether all of it may stand in a host and port (RFC 3986, section 3.2.2); which host it is does
   * not matter yet.
   */
  static boolean isHost(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && "-._~%!$&'()*+,;=:[]".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
