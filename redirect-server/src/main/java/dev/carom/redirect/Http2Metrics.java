package dev.carom.redirect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of HTTP/2. Looked up once. */
final class Http2Metrics {

  private final Counter violations;

  Http2Metrics(MeterRegistry registry) {
    violations =
        Counter.builder("carom.redirect.http2.violations")
            .description("HTTP/2 connections ended because the client broke the rules or flooded")
            .register(registry);
  }

  Counter violations() {
    return violations;
  }
}
