package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.carom.core.config.Origins;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of configured origins, and of no others, read answers in a browser: the server's part
 * of CORS in WHATWG's Fetch. Their keys are in fields that they set themselves, so no credentials
 * of the browser's are asked for. A preflight has no key; for a configured origin it is answered
 * here, for any other it is a request like all.
 */
final class Cors extends SimpleDecoratingHttpService {

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";

  private static final String REQUEST_FIELDS =
      "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Api-Key,"
          + " X-Request-ID, traceparent";

  private static final String ANSWER_FIELDS =
      "ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID, traceparent";

  /** As long as a browser may go on with what it was told; origins are seldom taken away. */
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private static final ResponseHeaders PREFLIGHT =
      ResponseHeaders.builder(HttpStatus.NO_CONTENT)
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_FIELDS)
          .setLong(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE.toSeconds())
          .build();

  private final Origins origins;

  Cors(HttpService delegate, Origins origins) {
    super(delegate);
    this.origins = origins;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (origins.isEmpty()) {
      return unwrap().serve(ctx, request);
    }
    String origin = allowed(request.headers());
    ctx.mutateAdditionalResponseHeaders(headers -> set(headers, origin));
    return origin != null && isPreflight(request.headers())
        ? HttpResponse.of(PREFLIGHT)
        : unwrap().serve(ctx, request);
  }

  private @Nullable String allowed(RequestHeaders headers) {
    List<String> told = headers.getAll(HttpHeaderNames.ORIGIN);
    return told.size() == 1 && origins.contains(told.getFirst()) ? told.getFirst() : null;
  }

  /** What is kept of an answer for one origin is not for another, nor for none. */
  private static void set(HttpHeadersBuilder headers, @Nullable String origin) {
    headers.set(HttpHeaderNames.VARY, "Origin");
    if (origin != null) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_FIELDS);
    }
  }

  private static boolean isPreflight(RequestHeaders headers) {
    return headers.method() == HttpMethod.OPTIONS
        && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
