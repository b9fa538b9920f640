package dev.carom.admin;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a line of the log says of the request that it is about. Immutable; what is open is the
 * thread's.
 *
 * @param traceId null where none is open
 */
record LogContext(String requestId, @Nullable String traceId) {

  /** The keys by which the logger's patterns know it. */
  static final String REQUEST_ID = "requestId";

  static final String TRACE_ID = "traceId";

  /** Ends what was opened, on the same thread. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * The context of what this thread leaves to another: the request's, and the trace that is open.
   */
  static LogContext handedOn(String requestId) {
    return new LogContext(requestId, MDC.get(TRACE_ID));
  }

  /** Has this thread's lines say so, until closed; then they say again what they said before. */
  Scope open() {
    String requestBefore = MDC.get(REQUEST_ID);
    String traceBefore = MDC.get(TRACE_ID);
    put(REQUEST_ID, requestId);
    put(TRACE_ID, traceId);
    return () -> {
      put(REQUEST_ID, requestBefore);
      put(TRACE_ID, traceBefore);
    };
  }

  private static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
