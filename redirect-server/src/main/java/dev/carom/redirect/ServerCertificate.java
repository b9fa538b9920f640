package dev.carom.redirect;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that can be served: its private key is known to fit. Immutable.
 *
 * @param chain the server's own first, then those that lead to its authority
 */
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {

  ServerCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files' contents.
   *
   * @throws UnusableCertificateException if one is not what it should be, or they do not fit
   */
  static ServerCertificate of(CertificateFiles.Contents contents) {
    List<X509Certificate> chain = chain(contents.certificate());
    PrivateKey key = key(contents.key(), chain.getFirst().getPublicKey().getAlgorithm());
    requireFit(chain.getFirst(), key);
    return new ServerCertificate(chain, key);
  }

  /** When the server's own certificate expires. */
  Instant expiry() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** Which certificate it is, for the log. */
  String description() {
    X509Certificate own = chain.getFirst();
    return "%s, serial number %x, valid until %s"
        .formatted(own.getSubjectX500Principal(), own.getSerialNumber(), expiry());
  }

  private static List<X509Certificate> chain(String file) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : Pem.objects(file, "CERTIFICATE")) {
        chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (CertificateException _) {
      throw new UnusableCertificateException(
          "redirect.tls.certificate: the file holds a certificate that cannot be read");
    }
    if (chain.isEmpty()) {
      throw new UnusableCertificateException(
          "redirect.tls.certificate: the file holds no certificate (BEGIN CERTIFICATE)");
    }
    return chain;
  }

  private static PrivateKey key(String file, String algorithm) {
    byte[] der =
        Pem.objects(file, "PRIVATE KEY").stream()
            .findFirst()
            .orElseThrow(() ->
                new UnusableCertificateException(
                    "redirect.tls.key: the file holds no unencrypted PKCS #8 key (BEGIN PRIVATE"
                        + " KEY); openssl pkcs8 -topk8 -nocrypt makes one of other forms"));
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException _) {
      throw new UnusableCertificateException(
          "redirect.tls.key: the file holds no key that fits the certificate, which is for "
              + algorithm);
    }
  }

  /** Signs something with the key, which the certificate must confirm. */
  private static void requireFit(X509Certificate certificate, PrivateKey key) {
    boolean fits;
    try {
      byte[] probe = certificate.getSignature();
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      fits = signature.verify(signed);
    } catch (GeneralSecurityException _) {
      fits = false;
    }
    if (!fits) {
      throw new UnusableCertificateException(
          "redirect.tls.key: the key is not the certificate's (RSA and EC are known)");
    }
  }

  /** Which certificate it is; not its key. */
  @Override
  public String toString() {
    return description();
  }
}
