package dev.carom.core.code;

import org.hashids.Hashids;

/** One tier's ids to codes and back: the tier's permutation, then its Hashids. Thread-safe. */
final class TierCodec {
  private final Tier tier;
  private final Feistel feistel;
  private final Hashids hashids;

  TierCodec(Tier tier, SipHash prf, String salt) {
    this.tier = tier;
    feistel = new Feistel(prf, tier.codeLength(), tier.size());
    hashids = new Hashids(salt, tier.codeLength());
  }

  Tier tier() {
    return tier;
  }

  /** What Hashids spells: an id of the same tier. */
  long number(long id) {
    return tier.start() + feistel.permute(id - tier.start());
  }

  String encode(long id) {
    return hashids.encode(number(id));
  }

  /**
   * The id, or {@link CodeGenerator#NOT_A_CODE}.
   *
   * @param code as long as this tier's codes are
   */
  long decode(String code) {
    long[] numbers;
    try {
      // Empty unless the numbers, encoded again, spell this very code.
      numbers = hashids.decode(code);
    } catch (IllegalArgumentException _) {
      // Eleven characters can spell a number above Hashids' largest, at which it throws.
      return CodeGenerator.NOT_A_CODE;
    }
    if (numbers.length != 1 || !tier.contains(numbers[0])) {
      return CodeGenerator.NOT_A_CODE;
    }
    return tier.start() + feistel.invert(numbers[0] - tier.start());
  }
}
