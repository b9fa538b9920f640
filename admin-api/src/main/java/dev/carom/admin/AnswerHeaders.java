package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeadersBuilder;

/** The header fields that every answer has, whatever it says. */
final class AnswerHeaders {

  private AnswerHeaders() {}

  static void set(HttpHeadersBuilder headers, String requestId) {
    headers.set(RequestId.HEADER, requestId);
    headers.set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
  }
}
