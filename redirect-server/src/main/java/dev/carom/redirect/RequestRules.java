package dev.carom.redirect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a request must keep to once the codec has read it, so that nobody on its way can have read
 * it differently: one valid {@code Host} (RFC 9112, section 3.2) and one way of framing its body
 * (sections 6.1 to 6.3), which is what request smuggling plays with. A request that breaks them is
 * its connection's last, for where it ends cannot be known.
 */
final class RequestRules {

  /** The codec has refused before what does not fit into a {@code long}. */
  private static final Pattern LENGTH = Pattern.compile("[0-9]+");

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

  /** Whether the text is a host, and perhaps a port, or nothing at all. */
  static boolean isHost(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Bytes.isHost(bytes, 0, bytes.length);
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
    return LENGTH.matcher(text).matches();
  }
}
