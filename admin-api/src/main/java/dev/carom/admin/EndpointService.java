package dev.carom.admin;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Brings a request to its {@link Endpoint}: refuses unknown parameters, reads the body if one is
 * expected, and leaves the event loop.
 */
final class EndpointService implements HttpService {

  private static final byte[] NO_BODY = {};

  private final Endpoint endpoint;
  private final Set<String> parameters;
  private final @Nullable BodyTypes bodyTypes;
  private final long maxBodyBytes;
  private final Workers workers;

  /** For requests without a body; none is read. */
  EndpointService(Endpoint endpoint, Set<String> parameters, Workers workers) {
    this(endpoint, parameters, null, 0, workers);
  }

  /**
   * @param parameters the query parameters that are known here
   * @param bodyTypes what the body may be, or null where none is expected and none is read
   */
  EndpointService(
      Endpoint endpoint,
      Set<String> parameters,
      @Nullable BodyTypes bodyTypes,
      long maxBodyBytes,
      Workers workers) {
    this.endpoint = endpoint;
    this.parameters = parameters;
    this.bodyTypes = bodyTypes;
    this.maxBodyBytes = maxBodyBytes;
    this.workers = workers;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    ListQuery.refuseOthers(ctx.queryParams(), parameters);
    if (bodyTypes != null) {
      bodyTypes.check(request.headers());
      if (request.headers().contentLength() > maxBodyBytes) {
        throw new ProblemException(Problem.bodyTooLarge(maxBodyBytes));
      }
    }
    return workers.answer(
        RequestId.of(ctx, request.headers()),
        () -> bodyTypes == null ? CompletableFuture.completedFuture(NO_BODY) : body(request),
        body -> {
          try (var _ = ctx.push()) {
            return Authentication.actor(ctx).call(() -> endpoint.answer(ctx, body));
          }
        });
  }

  private CompletableFuture<byte[]> body(HttpRequest request) {
    return request.aggregate().thenApply(AggregatedHttpRequest::content).thenApply(this::bounded);
  }

  /** A part may have come before the server knew how long a body may be here. */
  private byte[] bounded(HttpData content) {
    if (content.length() > maxBodyBytes) {
      throw new ProblemException(Problem.bodyTooLarge(maxBodyBytes));
    }
    return content.array();
  }
}
