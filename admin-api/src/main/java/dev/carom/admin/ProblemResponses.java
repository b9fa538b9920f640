package dev.carom.admin;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;

/** Problems as HTTP responses. */
final class ProblemResponses {

  private static final MediaType PROBLEM_JSON = MediaType.create("application", "problem+json");

  /** When to come again after a 503, in seconds. */
  private static final int RETRY_AFTER_SECONDS = 1;

  private static final String CHALLENGE = "Bearer realm=\"carom\"";

  private ProblemResponses() {}

  static AggregatedHttpResponse of(Problem problem, String requestId) {
    return AggregatedHttpResponse.of(
        headers(problem).build(), HttpData.wrap(Json.bytes(problem.json(requestId))));
  }

  /**
   * A problem of {@link ProblemType#METHOD_NOT_ALLOWED}.
   *
   * @param allow the methods that are allowed instead
   */
  static AggregatedHttpResponse notAllowed(Problem problem, String requestId, String allow) {
    return AggregatedHttpResponse.of(
        headers(problem).set(HttpHeaderNames.ALLOW, allow).build(),
        HttpData.wrap(Json.bytes(problem.json(requestId))));
  }

  private static ResponseHeadersBuilder headers(Problem problem) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(problem.type().status()).contentType(PROBLEM_JSON);
    switch (problem.type()) {
      case UNAUTHORIZED -> headers.set(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE);
      // As RFC 6750, section 3, has it; the details of this type need no escapes.
      case INVALID_TOKEN ->
          headers.set(
              HttpHeaderNames.WWW_AUTHENTICATE,
              "%s, error=\"invalid_token\", error_description=\"%s\""
                  .formatted(CHALLENGE, problem.detail()));
      case UNAVAILABLE -> headers.setInt(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
      default -> {}
    }
    return headers;
  }
}
