package dev.carom.admin;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/** Lets in who shows the API key, before anything else of the request is looked at. */
final class Authentication extends SimpleDecoratingHttpService {

  private final ApiKey key;

  Authentication(HttpService delegate, ApiKey key) {
    super(delegate);
    this.key = key;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    String refusal = key.refusal(request.headers());
    if (refusal != null) {
      throw new ProblemException(new Problem(ProblemType.UNAUTHORIZED, refusal));
    }
    return unwrap().serve(ctx, request);
  }
}
