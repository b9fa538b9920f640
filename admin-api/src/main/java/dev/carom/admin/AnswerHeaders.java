package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeadersBuilder;

/**
 * The header fields that every answer has, whatever it says. HSTS is not among them: the port
 * speaks no TLS, and in clear text it may not be sent (RFC 6797, section 7.2); it is for whoever
 * does before it.
 */
final class AnswerHeaders {

  /** For what is no page: opened in a browser it loads and runs nothing, and is in no frame. */
  static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

  private AnswerHeaders() {}

  /** The fields of a refusal that no route can have a say in. */
  static void setAll(HttpHeadersBuilder headers, String requestId, TraceParent trace) {
    set(headers, requestId, trace);
    headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, NO_PAGE);
  }

  /** Those that are no route's to choose; pages have a policy of their own. */
  static void set(HttpHeadersBuilder headers, String requestId, TraceParent trace) {
    headers.set(RequestId.HEADER, requestId);
    headers.set(TraceParent.HEADER, trace.toString());
    headers.set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers.set(HttpHeaderNames.REFERRER_POLICY, "no-referrer");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
  }
}
