package dev.carom.redirect;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects of a PEM file (RFC 7468). */
final class Pem {

  private static final Pattern OBJECT =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

  private Pem() {}

  /**
   * Returns the bytes of a file's whole objects of one kind, in their order; whatever else it holds
   * means nothing.
   *
   * @param label the kind, as in {@code BEGIN CERTIFICATE}
   */
  static List<byte[]> objects(String file, String label) {
    List<byte[]> objects = new ArrayList<>();
    Matcher matcher = OBJECT.matcher(file);
    while (matcher.find()) {
      if (matcher.group(1).equals(label)) {
        try {
          objects.add(Base64.getMimeDecoder().decode(matcher.group(2)));
        } catch (IllegalArgumentException _) {
          // Broken Base64 is no object. Its message would quote what may be a key.
        }
      }
    }
    return objects;
  }
}
