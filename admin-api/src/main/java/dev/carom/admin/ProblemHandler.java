package dev.carom.admin;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestCancellationException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever ends a request into a problem: ours, the stores', and Armeria's own, of the
 * protocol too. What is unexpected is logged, and told to nobody else.
 */
final class ProblemHandler implements ServerErrorHandler {

  private static final Logger logger = LoggerFactory.getLogger(ProblemHandler.class);

  private final long maxBodyBytes;
  private final FailureLog storeFailures = new FailureLog(logger, "Asking PostgreSQL failed");

  ProblemHandler(long maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    Throwable peeled = Exceptions.peel(cause);
    HttpRequest request = ctx.request();
    if (isClientGone(peeled)) {
      return HttpResponse.ofFailure(peeled);
    }
    String requestId = RequestId.of(ctx, request.headers());
    String traceId = TraceParent.of(ctx, request.headers()).traceId();
    Problem problem;
    try (var _ = new LogContext(requestId, traceId).open()) {
      problem = problem(peeled, request);
    }
    if (request.isOpen() && isLong(request.headers())) {
      RequestScope.leaveUnread(ctx);
    }
    return ProblemResponses.of(problem, requestId).toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    if (status.code() < 400) {
      return AggregatedHttpResponse.of(status);
    }
    String requestId =
        ctx != null && headers != null ? RequestId.of(ctx, headers) : RequestId.of(headers);
    return ProblemResponses.of(ofStatus(status.code()), requestId);
  }

  /** Refused before it had a context, which would have given the answer its common fields. */
  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String requestId = RequestId.of(headers);
    // The protocol knows no route: with 405 it means a method that it does not know either.
    Problem problem =
        status.equals(HttpStatus.METHOD_NOT_ALLOWED)
            ? new Problem(ProblemType.NOT_IMPLEMENTED, "The request's method is not known here")
            : ofStatus(status.code());
    AggregatedHttpResponse response = ProblemResponses.of(problem, requestId);
    return AggregatedHttpResponse.of(
        response
            .headers()
            .withMutations(
                fields -> AnswerHeaders.setAll(fields, requestId, TraceParent.of(headers))),
        response.content());
  }

  private Problem problem(Throwable cause, HttpRequest request) {
    return switch (cause) {
      case ProblemException refused -> refused.problem();
      case StoreException failed -> {
        storeFailures.failed(failed);
        yield Problem.storeUnavailable();
      }
      case ContentTooLargeException _ -> Problem.bodyTooLarge(maxBodyBytes);
      case RequestTimeoutException _ when request.isOpen() -> ofStatus(408);
      case RequestTimeoutException _ ->
          new Problem(
              ProblemType.UNAVAILABLE,
              "The answer took too long; a change may have been made nevertheless");
      case ShuttingDownException _ ->
          new Problem(ProblemType.UNAVAILABLE, "The server is stopping; try again");
      case HttpStatusException ended when ended.httpStatus().code() == 413 ->
          Problem.bodyTooLarge(maxBodyBytes);
      case HttpStatusException ended -> ofStatus(ended.httpStatus().code());
      default -> {
        logger.error("A request failed unexpectedly", cause);
        yield ofStatus(500);
      }
    };
  }

  private static Problem ofStatus(int status) {
    ProblemType type = ProblemType.of(status);
    return new Problem(
        type,
        switch (type) {
          case REQUEST_TIMEOUT -> "The request's body did not arrive in time";
          case URI_TOO_LONG -> "The request line is too long";
          case HEADER_TOO_LARGE -> "The request's header fields are too long";
          case INTERNAL -> "The server failed unexpectedly; its log has this requestId";
          case EXPECTATION_FAILED -> "100-continue is the only expectation that can be met";
          default -> "The request is not valid HTTP, or asks for what is not here";
        });
  }

  private boolean isLong(RequestHeaders headers) {
    long length = headers.contentLength();
    return length < 0 || length > maxBodyBytes;
  }

  private static boolean isClientGone(Throwable cause) {
    return cause instanceof ClosedStreamException
        || cause instanceof CancelledSubscriptionException
        || (cause instanceof RequestCancellationException
            && !(cause instanceof RequestTimeoutException));
  }
}
