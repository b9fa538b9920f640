package dev.carom.core.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the secret is used for: one HMAC-SHA256 per purpose, each of a label of its own, so that
 * none tells anything of another. The labels are permanent, as every code depends on them.
 */
final class SecretKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int FINGERPRINT_BYTES = 16;

  private final SecretKeySpec secret;

  SecretKeys(String secret) {
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("the secret must not be empty");
    }
    this.secret = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
  }

  /** 43 characters, and Hashids uses no more: a leading character before them fills its 44. */
  String hashidsSalt() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(derive("carom code: hashids salt"));
  }

  SipHash feistelPrf() {
    ByteBuffer key = ByteBuffer.wrap(derive("carom code: feistel key"));
    return new SipHash(key.getLong(), key.getLong());
  }

  String fingerprint() {
    byte[] whole = derive("carom code: fingerprint");
    return HexFormat.of().formatHex(Arrays.copyOf(whole, FINGERPRINT_BYTES));
  }

  private byte[] derive(String label) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac.doFinal(label.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
