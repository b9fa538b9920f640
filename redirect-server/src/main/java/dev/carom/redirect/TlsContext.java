package dev.carom.redirect;

import dev.carom.core.config.TlsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TLS is spoken with: the certificate as its files hold it, in step with them. Thread-safe.
 *
 * <p>A thread of its own reads the files every now and then. When their contents have changed and
 * fit together, connections accepted from then on are given the new certificate; those that are
 * there keep theirs. Files that are half-written or do not fit are rejected, once for each change,
 * and the old certificate stays.
 *
 * <p>TLS 1.3 and 1.2, with forward secrecy and authenticated encryption alone. Sessions are resumed
 * by tickets, sealed with keys that never leave the process, that the library changes by itself,
 * and that end with the certificate: whoever comes back after a change gets the new one. There is
 * no early data, which could be replayed.
 */
final class TlsContext implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(TlsContext.class);

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final long SESSION_SECONDS = TimeUnit.HOURS.toSeconds(2);
  private static final long CACHED_SESSIONS = 20_000;

  private final CertificateFiles files;
  private final SslProvider provider;
  private final TlsConfig config;
  private final TlsMetrics metrics;
  private final Thread watch;
  private CertificateFiles.Contents seen;
  private volatile ServerCertificate certificate;

  /** Null once closed. Guarded by this. */
  private @Nullable SslContext context;

  private TlsContext(
      TlsConfig config, CertificateFiles files, SslProvider provider, MeterRegistry registry) {
    this.config = config;
    this.files = files;
    this.provider = provider;
    this.seen = files.read();
    this.certificate = ServerCertificate.of(seen);
    this.context = context(certificate);
    this.metrics = new TlsMetrics(registry, () -> certificate.expiry());
    this.watch = Thread.ofPlatform().daemon().name("redirect-tls").unstarted(this::watch);
    logger.info("TLS by {} with {}", provider, certificate.description());
    warnIfExpired();
  }

  /** BoringSSL where its library loads, else the JDK's own TLS. */
  static SslProvider bestProvider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
  }

  /**
   * Reads the files for the first time.
   *
   * @throws UnusableCertificateException if no certificate can be served from them
   */
  static TlsContext open(
      TlsConfig config, CertificateFiles files, SslProvider provider, MeterRegistry registry) {
    TlsContext context = new TlsContext(config, files, provider, registry);
    context.watch.start();
    return context;
  }

  TlsMetrics metrics() {
    return metrics;
  }

  /** Makes a new connection's handler, with the certificate of this moment. */
  synchronized SslHandler newHandler(ByteBufAllocator allocator) {
    if (context == null) {
      throw new IllegalStateException("closed");
    }
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(config.handshakeTimeout().toMillis());
    return handler;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(config.reloadInterval());
        look();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void look() {
    try {
      CertificateFiles.Contents now = files.read();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      ServerCertificate changed = ServerCertificate.of(now);
      replace(context(changed));
      certificate = changed;
      metrics.loaded();
      logger.info("New connections get {}", changed.description());
      warnIfExpired();
    } catch (UnusableCertificateException e) {
      metrics.rejected(e);
    } catch (RuntimeException e) {
      logger.error("The certificate's files cannot be looked at", e);
    }
  }

  private void warnIfExpired() {
    if (certificate.expiry().isBefore(Instant.now())) {
      logger.warn("The certificate has expired: browsers refuse to connect");
    }
  }

  /** Connections hold on to their own context, so the old one lives as long as the last of them. */
  private synchronized void replace(SslContext changed) {
    SslContext old = context;
    if (old == null) {
      ReferenceCountUtil.release(changed);
    } else {
      context = changed;
      ReferenceCountUtil.release(old);
    }
  }

  private SslContext context(ServerCertificate served) {
    try {
      SslContext made =
          SslContextBuilder.forServer(served.key(), served.chain())
              .sslProvider(provider)
              .protocols(PROTOCOLS)
              .ciphers(CIPHER_SUITES, SupportedCipherSuiteFilter.INSTANCE)
              .sessionTimeout(SESSION_SECONDS)
              .sessionCacheSize(CACHED_SESSIONS)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      ApplicationProtocolConfig.Protocol.ALPN,
                      ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                      ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                      ApplicationProtocolNames.HTTP_2,
                      ApplicationProtocolNames.HTTP_1_1))
              .build();
      if (made.sessionContext() instanceof OpenSslSessionContext sessions) {
        // Without keys of ours: the library makes its own, and new ones every other day.
        sessions.setTicketKeys();
      }
      return made;
    } catch (SSLException | IllegalArgumentException e) {
      throw new UnusableCertificateException(
          "redirect.tls.certificate: %s cannot serve it (%s)"
              .formatted(provider, e.getClass().getSimpleName()));
    }
  }

  /** Connections that are there go on. */
  @Override
  public void close() {
    watch.interrupt();
    synchronized (this) {
      if (context != null) {
        ReferenceCountUtil.release(context);
        context = null;
      }
    }
  }
}
