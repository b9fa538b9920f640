package dev.carom.bench.load;

import dev.carom.bench.load.LoadResult.Errors;
import dev.carom.bench.load.LoadResult.Latency;
import dev.carom.bench.load.LoadResult.Lateness;
import java.util.Formatter;
import java.util.Locale;

/** A result as people read it. */
final class LoadReport {

  private LoadReport() {}

  /** Says in a line what was run. */
  static String title(LoadResult result) {
    String load =
        result.rate() == null
            ? "closed loop"
            : String.format(Locale.ROOT, "%,.0f/s %s", result.rate(), result.arrivals());
    return "%s, %s, %d connections of %d"
        .formatted(result.target(), load, result.connections(), result.pipeline());
  }

  static String of(LoadOptions options, LoadResult result) {
    Formatter text = new Formatter(Locale.ROOT).format("%s%n", title(result));
    Errors errors = result.errors();
    text.format(
        "  answered   %,d of %,d sent in %.2f s: %,.0f/s%n",
        result.answered(), result.sent(), result.durationSeconds(), result.answeredPerSecond());
    text.format(
        "  errors     timeout %d, status %d, connection %d, shed %d%n",
        errors.timeout(), errors.status(), errors.connection(), errors.shed());
    Lateness lateness = result.latenessMicros();
    if (lateness != null) {
      text.format(
          "  lateness   p50 %s, p99 %s, max %s: the driver's own, in getting to a request%n",
          Text.time(lateness.p50()), Text.time(lateness.p99()), Text.time(lateness.max()));
    }
    Latency latency = result.latencyMicros();
    if (latency != null) {
      text.format(
          "  latency    p50 %s, p90 %s, p99 %s, p99.9 %s, p99.99 %s, max %s, mean %s%n",
          Text.time(latency.p50()),
          Text.time(latency.p90()),
          Text.time(latency.p99()),
          Text.time(latency.p999()),
          Text.time(latency.p9999()),
          Text.time(latency.max()),
          Text.time(latency.mean()));
      text.format("             from when each request was meant to be sent to its answer%n");
    }
    if (options.isClosed()) {
      text.format("  No latencies: a closed loop asks less of a server that is slow.%n");
    }
    if (options.tls()) {
      text.format("  TLS without any check of the certificate.%n");
    }
    if (result.refused() != null) {
      text.format("  REFUSED: %s%n", result.refused());
    }
    return text.toString();
  }
}
