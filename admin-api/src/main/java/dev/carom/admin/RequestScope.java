package dev.carom.admin;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.util.function.BooleanSupplier;

/**
 * What holds for every request: it has an id and a place in a trace, which every line of the log
 * about it has too, its answer has the {@linkplain AnswerHeaders common fields}, its body is
 * bounded, and once the server drains, its connection is not used again.
 */
final class RequestScope extends SimpleDecoratingHttpService {

  private final long maxBodyBytes;
  private final BooleanSupplier draining;

  RequestScope(HttpService delegate, long maxBodyBytes, BooleanSupplier draining) {
    super(delegate);
    this.maxBodyBytes = maxBodyBytes;
    this.draining = draining;
  }

  /**
   * Says that nobody reads the rest of a request. An HTTP/1 connection is then closed a moment
   * after the answer, until when what still comes is dropped, so that the client gets to read; over
   * HTTP/2 the stream alone is ended.
   */
  static void leaveUnread(ServiceRequestContext ctx) {
    ctx.setMaxRequestLength(0);
    if (!ctx.sessionProtocol().isMultiplex()) {
      var _ = ctx.initiateConnectionShutdown();
    }
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    String id = RequestId.of(ctx, request.headers());
    TraceParent trace = TraceParent.of(ctx, request.headers());
    ctx.mutateAdditionalResponseHeaders(headers -> AnswerHeaders.set(headers, id, trace));
    LogContext log = new LogContext(id, trace.traceId());
    ctx.hook(log::open);
    // Only now: bounded by the server itself, a long body would be refused before its key is
    // checked.
    ctx.setMaxRequestLength(maxBodyBytes);
    if (draining.getAsBoolean()) {
      var _ = ctx.initiateConnectionShutdown();
    }
    try (var _ = log.open()) {
      return unwrap().serve(ctx, request);
    } catch (ProblemException e) {
      // Thrown, it would end the request before ProblemHandler can see whether it was read.
      return HttpResponse.ofFailure(e);
    }
  }
}
