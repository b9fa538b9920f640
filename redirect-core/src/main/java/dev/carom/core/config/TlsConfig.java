package dev.carom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the port that followers reach speaks TLS, if it does. */
@Section(
    title = "TLS",
    doc =
        "Set certificate and key, and the redirect port speaks TLS alone: HTTP/2 with clients that"
            + " know it, else HTTP/1.1.")
public record TlsConfig(
    @Key(
            name = "redirect.tls.certificate",
            doc =
                "The file of the certificate, as PEM: the server's own first, then those that lead"
                    + " to its authority. Empty: no TLS.")
        Optional<Path> certificate,
    @Key(
            name = "redirect.tls.key",
            doc =
                "The file of the certificate's private key, as PEM (`BEGIN PRIVATE KEY`: PKCS #8,"
                    + " unencrypted).")
        Optional<Path> key,
    @Key(
            name = "redirect.tls.hsts",
            defaultValue = "0s",
            min = "0s",
            max = "3650d",
            doc =
                "For how long browsers are told to use nothing but TLS"
                    + " (`Strict-Transport-Security`); whole seconds. 0s: they are told nothing.")
        Duration hsts,
    @Key(
            name = "redirect.tls.reload-interval",
            defaultValue = "10s",
            min = "10ms",
            max = "1d",
            doc =
                "How often the two files are read; when they have changed and fit together, new"
                    + " connections get the new certificate.")
        Duration reloadInterval,
    @Key(
            name = "redirect.tls.handshake-timeout",
            defaultValue = "10s",
            min = "10ms",
            max = "10m",
            doc = "How long a handshake may take, from the connection's beginning.")
        Duration handshakeTimeout)
    implements ComponentConfig {

  private static final String CERTIFICATE = "redirect.tls.certificate";
  private static final String KEY = "redirect.tls.key";
  private static final String HSTS = "redirect.tls.hsts";

  public TlsConfig {
    Check.that(
        certificate.isEmpty() || key.isPresent(), KEY, "must be set where " + CERTIFICATE + " is");
    Check.that(
        key.isEmpty() || certificate.isPresent(), CERTIFICATE, "must be set where " + KEY + " is");
    Check.wholeSeconds(HSTS, hsts);
    Check.that(
        hsts.isZero() || certificate.isPresent(),
        HSTS,
        "must be 0s where " + CERTIFICATE + " is not set");
  }
}
