package dev.carom.redirect;

import dev.carom.core.config.RedirectConfig;
import dev.carom.core.config.TlsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AsciiString;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The beginning of every connection of a port that speaks TLS. Usable by any thread. */
final class SecureConnections implements AutoCloseable {

  private final TlsEnd tlsEnd = new TlsEnd();
  private final TlsContext context;
  private final Consumer<Channel> http2;

  private SecureConnections(TlsContext context, Consumer<Channel> http2) {
    this.context = context;
    this.http2 = http2;
  }

  /**
   * Opens them, or returns null if the port does not speak TLS.
   *
   * @param date for the answers of HTTP/2
   * @throws UnusableCertificateException if the configured certificate cannot be served
   */
  static @Nullable SecureConnections open(
      TlsConfig tls,
      RedirectConfig config,
      RedirectHandler.Services services,
      HttpDate date,
      SslProvider provider,
      MeterRegistry registry) {
    Optional<Path> certificate = tls.certificate();
    Optional<Path> key = tls.key();
    if (certificate.isEmpty() || key.isEmpty()) {
      return null;
    }
    CertificateFiles files = new CertificateFiles(certificate.get(), key.get());
    return new SecureConnections(
        TlsContext.open(tls, files, provider, registry),
        new Http2Connections(
            config,
            services,
            new Http2Answers(date, config.retryAfter(), strictTransportSecurity(tls)),
            new Http2Metrics(registry)));
  }

  /**
   * The value of {@code Strict-Transport-Security} (RFC 6797) on every answer, whatever the version
   * of HTTP; null if the field is not sent.
   */
  static @Nullable AsciiString strictTransportSecurity(TlsConfig tls) {
    return tls.hsts().isZero() ? null : new AsciiString("max-age=" + tls.hsts().toSeconds());
  }

  /**
   * Adds the handlers of a new connection.
   *
   * @param http1 adds those of HTTP/1.1, if that is what the client speaks
   */
  void begin(Channel channel, Consumer<Channel> http1) {
    channel
        .pipeline()
        .addLast(
            context.newHandler(channel.alloc()),
            tlsEnd,
            new ProtocolChoice(http1, http2, context.metrics().failedHandshakes()));
  }

  @Override
  public void close() {
    context.close();
  }
}
