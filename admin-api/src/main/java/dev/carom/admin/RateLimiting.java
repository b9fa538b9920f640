package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.carom.core.limit.Bucket;
import dev.carom.core.limit.Decision;
import dev.carom.core.limit.Decision.Level;
import dev.carom.core.limit.Rate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Turns requests away that come too often, before their key is looked at, and tells clients what is
 * left: the fields {@code RateLimit} and {@code RateLimit-Policy} of
 * draft-ietf-httpapi-ratelimit-headers-10, and {@code Retry-After}.
 */
final class RateLimiting extends SimpleDecoratingHttpService {

  private static final String RATE_LIMIT = "ratelimit";
  private static final String RATE_LIMIT_POLICY = "ratelimit-policy";

  private final RequestLimits limits;

  RateLimiting(HttpService delegate, RequestLimits limits) {
    super(delegate);
    this.limits = limits;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    List<Bucket> buckets = limits.buckets(ctx, request.headers());
    if (buckets.isEmpty()) {
      return unwrap().serve(ctx, request);
    }
    return Deferred.answer(
        ctx,
        limits.take(RequestId.of(ctx, request.headers()), buckets),
        decision -> decided(ctx, request, decision));
  }

  private HttpResponse decided(ServiceRequestContext ctx, HttpRequest request, Decision decision) {
    ctx.mutateAdditionalResponseHeaders(headers -> set(headers, decision));
    if (!decision.admitted()) {
      throw new ProblemException(
          new Problem(
              ProblemType.TOO_MANY_REQUESTS,
              "The limit of this %s is reached; the RateLimit fields tell more"
                  .formatted(exhausted(decision))));
    }
    return Deferred.goOn(ctx, request, unwrap());
  }

  private static String exhausted(Decision decision) {
    return decision.levels().stream()
        .filter(level -> level.left() == 0)
        .map(level -> level.rate().name())
        .collect(Collectors.joining(" and "));
  }

  private static void set(HttpHeadersBuilder headers, Decision decision) {
    headers.set(
        RATE_LIMIT,
        decision.levels().stream().map(RateLimiting::limit).collect(Collectors.joining(", ")));
    headers.set(
        RATE_LIMIT_POLICY,
        decision.levels().stream()
            .map(level -> policy(level.rate()))
            .collect(Collectors.joining(", ")));
    if (!decision.admitted()) {
      headers.setLong(HttpHeaderNames.RETRY_AFTER, Math.max(1, seconds(decision.retryAfter())));
    }
  }

  private static String limit(Level level) {
    return "\"%s\";r=%d;t=%d"
        .formatted(level.rate().name(), level.left(), seconds(level.untilFull()));
  }

  private static String policy(Rate rate) {
    return "\"%s\";q=%d;w=%d".formatted(rate.name(), rate.quota(), rate.seconds());
  }

  /** Rounded up: whoever comes then does not come too early. */
  private static long seconds(Duration time) {
    return time.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
