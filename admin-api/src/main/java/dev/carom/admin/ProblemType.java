package dev.carom.admin;

/**
 * The kinds of problems. A client may rely on {@link #uri} for ever; titles and details are for
 * people.
 */
enum ProblemType {
  BAD_REQUEST(400, "bad-request", "The request cannot be read"),
  UNREADABLE_BODY(400, "unreadable-body", "The body cannot be read"),
  INVALID_PARAMETER(400, "invalid-parameter", "A query parameter cannot be read"),
  UNAUTHORIZED(401, "unauthorized", "A valid API key or token is required"),
  INVALID_TOKEN(401, "invalid-token", "The token is not valid"),
  FORBIDDEN(403, "forbidden", "The API key or token may not do this"),
  NOT_FOUND(404, "not-found", "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method is not allowed here"),
  REQUEST_TIMEOUT(408, "request-timeout", "The request did not arrive in time"),
  CODE_TAKEN(409, "code-taken", "The code belongs to another link"),
  DOMAIN_TAKEN(409, "domain-taken", "There is this domain already"),
  DOMAIN_IN_USE(409, "domain-in-use", "The domain has links"),
  KEY_NOT_VALID(409, "key-not-valid", "The API key is not valid any more"),
  WORKSPACE_IN_USE(409, "workspace-in-use", "The workspace has something in it"),
  IDEMPOTENCY_KEY_IN_USE(
      409, "idempotency-key-in-use", "A request with the Idempotency-Key is being answered"),
  PRECONDITION_FAILED(412, "precondition-failed", "The link has changed meanwhile"),
  BODY_TOO_LARGE(413, "body-too-large", "The body is too large"),
  TOO_MANY_LINES(413, "too-many-lines", "The body has too many lines"),
  URI_TOO_LONG(414, "uri-too-long", "The request line is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The body's type is not understood"),
  EXPECTATION_FAILED(417, "expectation-failed", "The expectation cannot be met"),
  INVALID_LINK(422, "invalid-link", "The link is refused"),
  INVALID_BLOCK(422, "invalid-block", "The block is refused"),
  INVALID_DOMAIN(422, "invalid-domain", "The domain is refused"),
  INVALID_KEY(422, "invalid-key", "The API key is refused"),
  INVALID_WORKSPACE(422, "invalid-workspace", "The workspace is refused"),
  IDEMPOTENCY_KEY_REUSED(
      422, "idempotency-key-reused", "The Idempotency-Key is that of another request"),
  PRECONDITION_REQUIRED(
      428, "precondition-required", "The request must say which version it means"),
  TOO_MANY_REQUESTS(429, "too-many-requests", "Too many requests were sent"),
  HEADER_TOO_LARGE(431, "header-too-large", "The request's header is too large"),
  INTERNAL(500, "internal", "The server failed"),
  NOT_IMPLEMENTED(501, "not-implemented", "The method is not known"),
  UNAVAILABLE(503, "unavailable", "The server cannot answer now");

  private static final String PREFIX = "urn:carom:problem:";

  private final int status;
  private final String uri;
  private final String title;

  ProblemType(int status, String name, String title) {
    this.status = status;
    this.uri = PREFIX + name;
    this.title = title;
  }

  int status() {
    return status;
  }

  /** Whether it is ours: the same request may do later. */
  boolean isFailure() {
    return status >= 500;
  }

  String uri() {
    return uri;
  }

  String title() {
    return title;
  }

  /** The kind to which an HTTP status of 400 or more belongs where nothing more is known. */
  static ProblemType of(int status) {
    for (ProblemType type : values()) {
      if (type.status == status) {
        return type;
      }
    }
    return status < 500 ? BAD_REQUEST : INTERNAL;
  }
}
