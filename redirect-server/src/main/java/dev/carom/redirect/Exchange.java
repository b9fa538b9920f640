package dev.carom.redirect;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One request of a connection and, as soon as it is known, its answer. */
final class Exchange {

  private final boolean followingMethod;
  private final boolean keepAlive;
  private final boolean keepAliveMustBeSaid;
  private @Nullable FullHttpResponse response;

  Exchange(HttpRequest request, boolean refused) {
    this.followingMethod =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    this.keepAlive =
        !refused && followingMethod && !announcesBody(request) && HttpUtil.isKeepAlive(request);
    this.keepAliveMustBeSaid = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  private static boolean announcesBody(HttpRequest request) {
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  /** Whether the method is GET or HEAD, with which every link can be followed. */
  boolean followingMethod() {
    return followingMethod;
  }

  /**
   * Whether the connection may go on after this. Not if a body follows, for bodies are never read,
   * and not after methods other than GET and HEAD, which nobody repeats.
   */
  boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the client closes the connection unless it is told not to, as in HTTP/1.0. */
  boolean keepAliveMustBeSaid() {
    return keepAliveMustBeSaid;
  }

  void answer(FullHttpResponse answer) {
    response = answer;
  }

  @Nullable FullHttpResponse response() {
    return response;
  }
}
