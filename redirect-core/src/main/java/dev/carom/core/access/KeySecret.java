package dev.carom.core.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret of a key. What is kept of it is its SHA-256: a key is 256 bits of chance, which nobody
 * guesses from a digest, however quick that is to compute. Immutable; its text is in no {@link
 * #toString}.
 */
public final class KeySecret {

  /** By which those who look for leaked secrets know it. */
  private static final String BEGIN = "carom_";

  private static final int RANDOM_BYTES = 32;

  /** Eight characters of chance tell keys apart, and leave 208 bits of it unknown. */
  private static final int PREFIX_LENGTH = BEGIN.length() + 8;

  private static final Pattern GENERATED = Pattern.compile(BEGIN + "[A-Za-z0-9_-]{43}");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String text;

  private KeySecret(String text) {
    this.text = text;
  }

  /** Makes a new one. */
  public static KeySecret generate() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return new KeySecret(BEGIN + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** What somebody shows as one. */
  public static KeySecret of(String text) {
    return new KeySecret(text);
  }

  /** The secret itself, to be shown once. */
  public String reveal() {
    return text;
  }

  /** What may be seen of one that was {@linkplain #generate made here}. */
  public String prefix() {
    return text.substring(0, PREFIX_LENGTH);
  }

  /** Whether it can have been {@linkplain #generate made here}. */
  public boolean isWellFormed() {
    return GENERATED.matcher(text).matches();
  }

  /** The SHA-256 of its UTF-8, in hexadecimal digits. */
  public String digest() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "a secret";
  }
}
