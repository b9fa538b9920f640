package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.access.Actor;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.link.Link;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API of changing many links with one request, which {@link BulkLines} then serves. */
final class BulkRoute implements HttpService {

  static final String BULK = LinkRoutes.LINKS + "/bulk";

  /** Bulk requests at once; each holds a batch of a megabyte or so. */
  private static final int MAX_AT_ONCE = 16;

  private static final Logger logger = LoggerFactory.getLogger(BulkRoute.class);

  private final AdminConfig config;
  private final LinkService service;
  private final Idempotency idempotency;
  private final Supplier<OperationFields> fields;
  private final Function<Link, LinkJson> renderer;
  private final Workers workers = new Workers(MAX_AT_ONCE);

  BulkRoute(
      AdminConfig config,
      LinkService service,
      Idempotency idempotency,
      Supplier<OperationFields> fields,
      Function<Link, LinkJson> renderer) {
    this.config = config;
    this.service = service;
    this.idempotency = idempotency;
    this.fields = fields;
    this.renderer = renderer;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    ListQuery.refuseOthers(ctx.queryParams(), Set.of());
    BodyTypes.LINES.check(request.headers());
    IdempotencyKey key = IdempotencyKey.of(request.headers());
    if (key == null) {
      return start(ctx, request, null);
    }
    Actor actor = Authentication.actor(ctx);
    CompletableFuture<BulkProgress> begun =
        workers.work(
            RequestId.of(ctx, request.headers()),
            () -> actor.call(() -> idempotency.bulk(key, request, actor)));
    ctx.setMaxRequestLength(0);
    return HttpResponse.of(
        begun
            .thenApply(progress -> start(ctx, request, progress))
            .whenComplete((_, failure) -> {
              if (failure != null) {
                RequestScope.leaveUnread(ctx);
              }
            }));
  }

  /**
   * Starts to answer.
   *
   * @param progress how far the request has come, or null if it has no key
   */
  private HttpResponse start(
      ServiceRequestContext ctx, HttpRequest request, @Nullable BulkProgress progress) {
    String requestId = RequestId.of(ctx, request.headers());
    HttpResponseWriter response = HttpResponse.streaming();
    BodyChunks body = new BodyChunks();
    StreamedBody answer =
        new StreamedBody(response, config.bulkStallTimeout(), Authentication.stillAdmitted(ctx));
    BulkResults results = new BulkResults(answer, requestId);
    BulkLines lines =
        new BulkLines(
            config, body, results, new BulkBatch(service, renderer, progress), fields.get());
    response.write(head(ctx));
    Actor actor = Authentication.actor(ctx);
    workers.start(requestId, () -> actor.run(() -> run(lines, ctx, answer, body)));
    ctx.clearRequestTimeout();
    ctx.setMaxRequestLength(0);
    request.subscribe(body);
    return response;
  }

  /** Waits for running requests as {@link Workers#close} does. */
  void close(Duration timeout) {
    workers.close(timeout);
  }

  /**
   * The answer begins before it is known whether the request will be read to its end. Over HTTP/1 a
   * connection with a rest that was not read cannot be used again, so the client is told not to.
   */
  private static ResponseHeaders head(ServiceRequestContext ctx) {
    ResponseHeadersBuilder head =
        ResponseHeaders.builder(HttpStatus.OK).contentType(Streams.NDJSON);
    if (!ctx.sessionProtocol().isMultiplex()) {
      head.add(HttpHeaderNames.CONNECTION, "close");
    }
    return head.build();
  }

  private static void run(
      BulkLines lines, ServiceRequestContext ctx, StreamedBody answer, BodyChunks body) {
    try {
      if (!lines.run()) {
        RequestScope.leaveUnread(ctx);
      }
      answer.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      logger.error("A bulk request failed unexpectedly", e);
    } finally {
      body.cancel();
      answer.abort();
    }
  }
}
