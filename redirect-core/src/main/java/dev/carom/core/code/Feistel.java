package dev.carom.core.code;

/**
 * A keyed permutation of the numbers from 0 to {@code size - 1}. Immutable and thread-safe.
 *
 * <p>A balanced Feistel network of 12 rounds over the next even number of bits, whose round
 * function is {@link SipHash} over (domain, round, half). Four rounds already make a strong
 * pseudorandom permutation of a large domain (Luby and Rackoff 1988); small halves want more, and
 * NIST SP 800-38G takes 10 for FF1. Where the network's domain is larger than {@code size}, a
 * result outside is permuted again until one falls inside (Black and Rogaway, "Ciphers with
 * arbitrary finite domains", CT-RSA 2002): twice on average where the number of bits is odd, and
 * never more than four times on average.
 */
final class Feistel {
  private static final int ROUNDS = 12;
  private static final int MAX_HALF_BITS = 31;

  private final SipHash prf;
  private final long domain;
  private final long size;
  private final int halfBits;
  private final long halfMask;

  /**
   * @param domain sets permutations under one key apart, from 0 to 255
   */
  Feistel(SipHash prf, int domain, long size) {
    if (domain < 0 || domain > 255) {
      throw new IllegalArgumentException("domain must be from 0 to 255: domain=" + domain);
    }
    if (size < 1 || size > 1L << (2 * MAX_HALF_BITS)) {
      throw new IllegalArgumentException("size must be from 1 to 2^62: size=" + size);
    }
    this.prf = prf;
    this.domain = domain;
    this.size = size;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    halfBits = Math.max(1, (bits + 1) / 2);
    halfMask = (1L << halfBits) - 1;
  }

  long permute(long value) {
    long permuted = checkInside(value);
    do {
      permuted = forward(permuted);
    } while (permuted >= size);
    return permuted;
  }

  /** The value that {@link #permute} turned into this one. */
  long invert(long permuted) {
    long value = checkInside(permuted);
    do {
      value = backward(value);
    } while (value >= size);
    return value;
  }

  private long forward(long block) {
    long left = block >>> halfBits;
    long right = block & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ half(round, right);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  }

  private long backward(long block) {
    long left = block >>> halfBits;
    long right = block & halfMask;
    for (int round = ROUNDS - 1; round >= 0; round--) {
      long previous = right ^ half(round, left);
      right = left;
      left = previous;
    }
    return (left << halfBits) | right;
  }

  private long half(int round, long input) {
    return prf.hash((domain << 40) | ((long) round << 32) | input) & halfMask;
  }

  private long checkInside(long value) {
    if (value < 0 || value >= size) {
      throw new IllegalArgumentException(
          "value must be from 0 to %d: value=%d".formatted(size - 1, value));
    }
    return value;
  }
}
