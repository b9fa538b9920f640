package dev.carom.redirect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * What a request must keep to once the codec has read it, so that nobody on its way can have read
 * it differently: one valid {@code Host} (RFC 9112, section 3.2) and one way of framing its body
 * (sections 6.1 to 6.3), which is what request smuggling plays with. A request that breaks them is
 * its connection's last, for where it ends cannot be known.
 */
final class RequestRules {

  /** More digits than any length has, and few enough for a {@code long}. */
  private static final int MAX_LENGTH_DIGITS = 18;

  private RequestRules() {}

  static boolean allow(HttpRequest request) {
    HttpHeaders headers = request.headers();
    HttpVersion version = request.protocolVersion();
    boolean current = version.equals(HttpVersion.HTTP_1_1);
    return request.decoderResult().isSuccess()
        && (current || version.equals(HttpVersion.HTTP_1_0))
        && hasOneHost(headers.getAll(HttpHeaderNames.HOST), current)
        && isFramedOnce(
            headers.getAll(HttpHeaderNames.CONTENT_LENGTH),
            headers.getAll(HttpHeaderNames.TRANSFER_ENCODING),
            current);
  }

  private static boolean hasOneHost(List<String> hosts, boolean required) {
    return hosts.isEmpty() ? !required : hosts.size() == 1 && isHost(hosts.getFirst());
  }

  /** Whether the text is a host, and perhaps a port, as far as one can see. */
  static boolean isHost(CharSequence text) {
    return text.chars().allMatch(c -> c < 128 && Bytes.isHost((byte) c));
  }

  private static boolean isFramedOnce(
      List<String> lengths, List<String> codings, boolean mayBeCoded) {
    if (lengths.isEmpty() || codings.isEmpty()) {
      return lengths.size() + codings.size() <= 1
          && lengths.stream().allMatch(RequestRules::isLength)
          && codings.stream().allMatch(coding -> mayBeCoded && coding.equalsIgnoreCase("chunked"));
    }
    return false;
  }

  private static boolean isLength(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
