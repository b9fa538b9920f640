package dev.carom.admin;

import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.RequestHeaders;
import io.netty.util.AttributeKey;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request is called in its answer, in problems and in the log: the client's {@code
 * X-Request-ID} if it is sane, else one of ours.
 */
final class RequestId {

  static final String HEADER = "x-request-id";

  /** The key of the logger's context. */
  static final String MDC_KEY = "requestId";

  private static final AttributeKey<String> ATTRIBUTE =
      AttributeKey.valueOf(RequestId.class, "requestId");
  private static final Pattern SANE = Pattern.compile("[\\x21-\\x7E]{1,64}");

  private RequestId() {}

  /** The id of a request, the same however often it is asked. */
  static String of(RequestContext ctx, RequestHeaders headers) {
    String id = ctx.attr(ATTRIBUTE);
    if (id == null) {
      id = of(headers);
      ctx.setAttr(ATTRIBUTE, id);
    }
    return id;
  }

  /** The id of a request that was refused before it had a context. */
  static String of(@Nullable RequestHeaders headers) {
    String wished = headers == null ? null : headers.get(HEADER);
    return wished != null && SANE.matcher(wished).matches() ? wished : UUID.randomUUID().toString();
  }
}
