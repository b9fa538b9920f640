package dev.carom.admin;

import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.RequestHeaders;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request is called in its answer, in problems and in the log: the client's {@code
 * X-Request-ID} if there is one and it is sane, else one of ours. Sane is what means nothing to
 * whatever shows a log.
 */
final class RequestId {

  static final String HEADER = "x-request-id";

  private static final AttributeKey<String> ATTRIBUTE =
      AttributeKey.valueOf(RequestId.class, "requestId");
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1,64}");

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
    List<String> wished = headers == null ? List.of() : headers.getAll(HEADER);
    return wished.size() == 1 && SANE.matcher(wished.getFirst()).matches()
        ? wished.getFirst()
        : UUID.randomUUID().toString();
  }
}
