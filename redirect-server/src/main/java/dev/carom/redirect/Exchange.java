package dev.carom.redirect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One request of a connection and, as soon as it is known, its answer. */
final class Exchange {

  private final boolean followingMethod;
  private final boolean head;
  private final boolean keepAlive;
  private final boolean keepAliveMustBeSaid;
  private @Nullable Answer answer;

  private Exchange(
      boolean followingMethod, boolean head, boolean keepAlive, boolean keepAliveMustBeSaid) {
    this.followingMethod = followingMethod;
    this.head = head;
    this.keepAlive = keepAlive;
    this.keepAliveMustBeSaid = keepAliveMustBeSaid;
  }

  /** A request that the codec has understood. */
  static Exchange of(HttpRequest request) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    boolean followingMethod = head || request.method().equals(HttpMethod.GET);
    return new Exchange(
        followingMethod,
        head,
        followingMethod && !announcesBody(request) && HttpUtil.isKeepAlive(request),
        request.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  /** A request that was recognised before it came to the codec. */
  static Exchange plain(boolean head) {
    return new Exchange(true, head, true, false);
  }

  /**
   * A request that cannot be understood, and so is its connection's last.
   *
   * @param head whether its method, if that can be told, is HEAD
   */
  static Exchange refused(boolean head) {
    return new Exchange(false, head, false, false);
  }

  private static boolean announcesBody(HttpRequest request) {
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && length.chars().anyMatch(digit -> digit != '0'));
  }

  /** Whether the method is GET or HEAD, with which every link can be followed. */
  boolean followingMethod() {
    return followingMethod;
  }

  /** Whether the method is HEAD: the answer is its header alone. */
  boolean isHead() {
    return head;
  }

  /**
   * Whether the connection may go on after this. Not if a body follows, for bodies are never read,
   * and not after methods other than GET and HEAD, which nobody repeats.
   */
  boolean keepAlive() {
    return keepAlive;
  }

  /** What the answer says of the connection, if it is not its last. */
  Responses.Persistence persistence() {
    return keepAliveMustBeSaid ? Responses.Persistence.SAID_TO_BE_KEPT : Responses.Persistence.KEPT;
  }

  void answer(Answer answer) {
    this.answer = answer;
  }

  @Nullable Answer answer() {
    return answer;
  }
}
