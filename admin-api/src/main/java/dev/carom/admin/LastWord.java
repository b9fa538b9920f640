package dev.carom.admin;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.time.Duration;

/**
 * Lets an HTTP/2 client that is still sending read its answer before its stream is reset, upon
 * which some clients forget the answer. Has to be the service of a route itself: Armeria does not
 * ask the decorators of a server for options.
 */
final class LastWord extends SimpleDecoratingHttpService {

  private static final Duration RESET_DELAY = Duration.ofSeconds(1);

  private static final ServiceOptions OPTIONS =
      ServiceOptions.builder().closeHttp2StreamDelayMillis(RESET_DELAY.toMillis()).build();

  LastWord(HttpService delegate) {
    super(delegate);
  }

  @Override
  public ServiceOptions options() {
    return OPTIONS;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    return unwrap().serve(ctx, request);
  }
}
