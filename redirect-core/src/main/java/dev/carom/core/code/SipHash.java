package dev.carom.core.code;

/**
 * SipHash-2-4 of a message of eight bytes, given as one little-endian word: a short-input
 * pseudorandom function with a key of 128 bits. Immutable and thread-safe.
 *
 * <p>From Jean-Philippe Aumasson and Daniel J. Bernstein, "SipHash: a fast short-input PRF",
 * INDOCRYPT 2012, section 2. A message of one word needs no loop over words: two rounds take in the
 * word, two the padding, which is the length alone, and four finish.
 */
final class SipHash {
  private static final long PADDING = 8L << 56;

  private final long k0;
  private final long k1;

  SipHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  long hash(long word) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L ^ word;
    for (int round = 0; round < 8; round++) {
      if (round == 2) {
        v0 ^= word;
        v3 ^= PADDING;
      } else if (round == 4) {
        v0 ^= PADDING;
        v2 ^= 0xff;
      }
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
