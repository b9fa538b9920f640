package dev.carom.admin;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers requests that no route answers.
 *
 * @param allowed the methods that the path has routes for; none where the path is not known
 */
record NoRoute(Set<HttpMethod> allowed) implements HttpService {

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (allowed.isEmpty()) {
      throw new ProblemException(
          new Problem(ProblemType.NOT_FOUND, "Nothing is at this path; see /openapi.json"));
    }
    String allow =
        allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    Problem problem =
        new Problem(
            ProblemType.METHOD_NOT_ALLOWED,
            "%s is not allowed here; allowed are %s".formatted(request.method(), allow));
    return ProblemResponses.notAllowed(problem, RequestId.of(ctx, request.headers()), allow)
        .toHttpResponse();
  }
}
