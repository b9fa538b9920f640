package dev.carom.redirect;

import dev.carom.core.link.RedirectStatus;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The server's meters. Looked up once; counting costs an addition. */
final class RedirectMetrics {

  private final Counter[] answersByStatus = new Counter[600];
  private final AtomicInteger connections = new AtomicInteger();
  private final FailureLog failures =
      new FailureLog(
          LoggerFactory.getLogger(RedirectServer.class),
          "Connection closed after an unexpected failure");
  private final Counter acceptedConnections;
  private final Counter refusedConnections;
  private final Counter slowConnections;
  private final Counter failedConnections;

  RedirectMetrics(MeterRegistry registry) {
    Stream.concat(
            Arrays.stream(RedirectStatus.values()).map(RedirectStatus::code),
            Arrays.stream(Answer.Plain.values()).map(Answer.Plain::status))
        .forEach(status -> answersByStatus[status] = answers(registry, status));
    Gauge.builder("carom.redirect.connections", connections, AtomicInteger::get)
        .description("Open connections")
        .register(registry);
    this.acceptedConnections =
        Counter.builder("carom.redirect.connections.accepted")
            .description("Connections that were opened")
            .register(registry);
    this.refusedConnections =
        Counter.builder("carom.redirect.connections.refused")
            .description("Connections closed at once because too many were open")
            .register(registry);
    this.slowConnections =
        Counter.builder("carom.redirect.connections.timed.out")
            .description("Connections closed because the client was silent or slow for too long")
            .register(registry);
    this.failedConnections =
        Counter.builder("carom.redirect.connections.failed")
            .description("Connections closed after a failure of the server itself")
            .register(registry);
  }

  private static Counter answers(MeterRegistry registry, int status) {
    return Counter.builder("carom.redirect.answers")
        .description("Answers to followers")
        .tag("status", Integer.toString(status))
        .register(registry);
  }

  void answered(int status) {
    answersByStatus[status].increment();
  }

  /** How many connections are open; whoever opens or closes one says so here. */
  AtomicInteger connections() {
    return connections;
  }

  /** A connection was closed for what must not be: a fault of this server's. */
  void failed(Throwable cause) {
    failedConnections.increment();
    failures.unexpected(cause);
  }

  Counter acceptedConnections() {
    return acceptedConnections;
  }

  Counter refusedConnections() {
    return refusedConnections;
  }

  Counter slowConnections() {
    return slowConnections;
  }
}
