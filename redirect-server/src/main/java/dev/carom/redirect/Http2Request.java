package dev.carom.redirect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** A well-formed request, as its pseudo-header fields say (RFC 9113, section 8.3.1). */
record Http2Request(String method, String path) {

  /** Returns the request, or null if it is malformed. What the codec has checked is not checked. */
  static @Nullable Http2Request of(Http2Headers headers) {
    CharSequence method = headers.method();
    CharSequence path = headers.path();
    boolean wellFormed =
        method != null
            && path != null
            && isPath(path)
            && isHttp(headers.scheme())
            && hasOneHost(headers);
    return wellFormed ? new Http2Request(method.toString(), path.toString()) : null;
  }

  /** Whether the method is HEAD; answers to it have no body, even if it is malformed. */
  static boolean isHead(Http2Headers headers) {
    CharSequence method = headers.method();
    return method != null && HttpMethod.HEAD.asciiName().contentEquals(method);
  }

  /** Whether the method is GET or HEAD, with which every link can be followed. */
  boolean followingMethod() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** Whether it begins like a path; {@code *}, which is no link either, may stay malformed. */
  private static boolean isPath(CharSequence path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) <= ' ' || path.charAt(i) == 0x7f) {
        return false;
      }
    }
    return !path.isEmpty() && path.charAt(0) == '/';
  }

  private static boolean isHttp(@Nullable CharSequence scheme) {
    return scheme != null
        && (CharSequence.compare(scheme, "https") == 0
            || CharSequence.compare(scheme, "http") == 0);
  }

  /** The host stands in {@code :authority}, in {@code host}, or the same in both. */
  private static boolean hasOneHost(Http2Headers headers) {
    CharSequence authority = headers.authority();
    var hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      return false;
    }
    CharSequence host = hosts.isEmpty() ? authority : hosts.getFirst();
    return host != null
        && !host.isEmpty()
        && RequestRules.isHost(host.toString())
        && (authority == null || authority.toString().equalsIgnoreCase(host.toString()));
  }
}
