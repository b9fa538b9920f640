package dev.carom.redirect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a certificate and its private key lie. */
record CertificateFiles(Path certificate, Path key) {

  /** Both files as they were when they were read. */
  record Contents(String certificate, String key) {

    /** Nothing of them: one is a private key. */
    @Override
    public String toString() {
      return "Contents";
    }
  }

  /**
   * Reads both.
   *
   * @throws UnusableCertificateException if one cannot be read
   */
  Contents read() {
    return new Contents(
        read("redirect.tls.certificate", certificate), read("redirect.tls.key", key));
  }

  private static String read(String setting, Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UnusableCertificateException(
          "%s: cannot read %s (%s)".formatted(setting, file, e.getClass().getSimpleName()));
    }
  }
}
