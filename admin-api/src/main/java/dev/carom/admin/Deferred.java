package dev.carom.admin;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.Service;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** How a request waits on its way for something to be known of it, without holding a thread. */
final class Deferred {

  private Deferred() {}

  /** Answers by what is known, at once if it is known already, or else on the event loop. */
  static <T> HttpResponse answer(
      ServiceRequestContext ctx, CompletableFuture<T> known, Function<T, HttpResponse> answer) {
    if (known.isDone() && !known.isCompletedExceptionally()) {
      return answer.apply(known.join());
    }
    // What comes meanwhile is not too long before it is known how long it may be.
    long maxLength = ctx.maxRequestLength();
    ctx.setMaxRequestLength(0);
    return HttpResponse.of(
        known.thenApplyAsync(
            told -> {
              ctx.setMaxRequestLength(maxLength);
              return answer.apply(told);
            },
            ctx.eventLoop()));
  }

  /** Lets a request go on, unless it was given up meanwhile. */
  static HttpResponse goOn(
      ServiceRequestContext ctx, HttpRequest request, Service<HttpRequest, HttpResponse> service) {
    Throwable cancelled = ctx.cancellationCause();
    if (cancelled != null) {
      return HttpResponse.ofFailure(cancelled);
    }
    try {
      return service.serve(ctx, request);
    } catch (Exception e) {
      return Exceptions.throwUnsafely(e);
    }
  }
}
