package dev.carom.core.resolve;

import dev.carom.core.link.ShortCode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A code's bytes, and its domain, as the key of L1. What L1 keeps is a copy that never changes;
 * what it is asked with on the hot path is a view of a request's bytes, moved from request to
 * request, so that a hit allocates no key ({@code CacheHitBenchmark.viewedKey}).
 *
 * <p>A view is one thread's; a copy may be shared. The hash is keyed by a number drawn when the
 * process starts: a follower can put any code into L1 by asking for it, and must not be able to
 * choose codes that fall into one bucket.
 */
public final class CodeKey {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long SEED = RANDOM.nextLong();
  private static final long MULTIPLIER = RANDOM.nextLong() | 1;

  private byte[] bytes;
  private int from;
  private int length;
  private int domain;
  private int hash;

  /** Makes a key that views nothing yet. */
  public CodeKey() {
    this.bytes = new byte[0];
    view(bytes, 0, 0);
  }

  /** Returns a key of its own bytes. */
  public static CodeKey of(ShortCode code) {
    CodeKey key = new CodeKey();
    byte[] ascii = code.value().getBytes(StandardCharsets.US_ASCII);
    return key.view(code.domain(), ascii, 0, ascii.length);
  }

  /** A view of a code on the default domain. */
  public CodeKey view(byte[] bytes, int from, int to) {
    return view(ShortCode.DEFAULT_DOMAIN, bytes, from, to);
  }

  /**
   * Makes this a view of bytes that are a code. It holds as long as they do not change.
   *
   * @return this
   */
  public CodeKey view(int domain, byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.length = to - from;
    this.domain = domain;
    this.hash = hash(domain, bytes, from, to);
    return this;
  }

  /** The bytes among which the code is. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes} the code begins. */
  public int from() {
    return from;
  }

  /** Where it ends. */
  public int to() {
    return from + length;
  }

  /** Returns the code. */
  public ShortCode code() {
    return new ShortCode(domain, new String(bytes, from, length, StandardCharsets.US_ASCII));
  }

  /**
   * Eight bytes at a time, mixed by the two halves of a product (the folded multiplication of Wang
   * Yi's wyhash, public domain).
   */
  private static int hash(int domain, byte[] bytes, int from, int to) {
    long hash = SEED ^ (to - from) ^ (long) domain << Integer.SIZE;
    for (int i = from; i < to; i += Long.BYTES) {
      long word = 0;
      for (int j = Math.min(to, i + Long.BYTES) - 1; j >= i; j--) {
        word = word << Byte.SIZE | bytes[j];
      }
      hash = fold(hash ^ word);
    }
    return (int) (hash ^ hash >>> Integer.SIZE);
  }

  private static long fold(long word) {
    return word * MULTIPLIER ^ Math.unsignedMultiplyHigh(word, MULTIPLIER);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodeKey key
        && hash == key.hash
        && domain == key.domain
        && Arrays.equals(bytes, from, from + length, key.bytes, key.from, key.from + key.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, from, length, StandardCharsets.US_ASCII);
  }
}
