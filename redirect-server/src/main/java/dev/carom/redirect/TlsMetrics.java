package dev.carom.redirect;

import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** The meters of TLS. Looked up once. */
final class TlsMetrics {

  private final Counter loaded;
  private final Counter rejected;
  private final Counter failedHandshakes;
  private final FailureLog rejections =
      new FailureLog(
          LoggerFactory.getLogger(TlsContext.class), "New certificate rejected, the old one stays");

  /**
   * @param expiry when the certificate that is served expires
   */
  TlsMetrics(MeterRegistry registry, Supplier<Instant> expiry) {
    loaded = reloads(registry, "loaded");
    rejected = reloads(registry, "rejected");
    failedHandshakes =
        Counter.builder("carom.redirect.tls.handshakes.failed")
            .description("Connections that ended before TLS was agreed upon")
            .register(registry);
    TimeGauge.builder(
            "carom.redirect.tls.certificate.expiry",
            expiry,
            TimeUnit.SECONDS,
            supplier -> supplier.get().getEpochSecond())
        .description("When the served certificate expires, in seconds since 1970")
        .strongReference(true)
        .register(registry);
  }

  private static Counter reloads(MeterRegistry registry, String outcome) {
    return Counter.builder("carom.redirect.tls.reloads")
        .description("Changed certificates, by whether they are served now")
        .tag("outcome", outcome)
        .register(registry);
  }

  void loaded() {
    loaded.increment();
  }

  void rejected(UnusableCertificateException reason) {
    rejected.increment();
    rejections.failed(String.valueOf(reason.getMessage()));
  }

  Counter failedHandshakes() {
    return failedHandshakes;
  }
}
