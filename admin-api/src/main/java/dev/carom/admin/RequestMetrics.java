package dev.carom.admin;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Times every request by its route, its method and the status of its answer. */
final class RequestMetrics extends SimpleDecoratingHttpService {

  private final MeterProvider<Timer> timers;

  RequestMetrics(HttpService delegate, MeterRegistry registry) {
    super(delegate);
    this.timers =
        Timer.builder("carom.admin.requests")
            .description("Requests to the admin API")
            .publishPercentileHistogram()
            .withRegistry(registry);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    var _ = ctx.log().whenComplete().thenAccept(log -> record(ctx, log));
    return unwrap().serve(ctx, request);
  }

  private void record(ServiceRequestContext ctx, RequestLog log) {
    timers
        .withTags(
            "route", ctx.config().route().patternString(),
            "method", ctx.method().name(),
            "status", log.responseStatus().codeAsText())
        .record(log.totalDurationNanos(), TimeUnit.NANOSECONDS);
  }
}
