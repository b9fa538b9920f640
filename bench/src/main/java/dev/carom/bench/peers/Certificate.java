package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for 127.0.0.1, of an ECDSA key on P-256, in PEM.
 *
 * @param both the certificate and then the key, as HAProxy wants them
 */
record Certificate(Path chain, Path key, Path both) {

  /** Makes a certificate with openssl, which must be installed. */
  static Certificate make(Programs programs, Path folder) throws IOException {
    Path chain = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    String said =
        Programs.firstLine(
            List.of(
                programs.require("openssl"),
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-sha256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:" + Ports.HOST,
                "-keyout",
                key.toString(),
                "-out",
                chain.toString()));
    if (!Files.exists(chain)) {
      throw new MeasurementException("openssl has made no certificate: " + said);
    }
    Path both = folder.resolve("both.pem");
    Files.writeString(both, Files.readString(chain) + Files.readString(key));
    return new Certificate(chain, key, both);
  }

  /** A client's TLS that trusts this certificate and no other. */
  SSLContext trusting() throws IOException {
    try (var file = Files.newInputStream(chain)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "bench", CertificateFactory.getInstance("X.509").generateCertificate(file));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
