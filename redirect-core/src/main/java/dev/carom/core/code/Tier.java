package dev.carom.core.code;

import java.util.List;
import org.hashids.Hashids;

/**
 * A range of consecutive ids, from {@code start} to {@code end} exclusive, whose codes have one
 * length that no other tier's codes have.
 *
 * <p>A code of n characters is Hashids' leading character and n - 1 digits of base 44 (the 62
 * letters and digits without 14 separators and 4 guards). Each tier ends below 44^(n-1), so none of
 * its numbers needs more characters than n; Hashids pads those that need fewer.
 */
record Tier(int codeLength, long start, long end) {
  private static final long START_8 = 1L << 32;
  private static final long START_9 = START_8 + (1L << 38);
  private static final long START_10 = START_9 + (1L << 43);
  private static final long START_11 = START_10 + (1L << 48);

  /** In order of ids. Hashids would take its largest number too; 2^53 is one id too many here. */
  static final List<Tier> ALL =
      List.of(
          new Tier(7, 0, START_8),
          new Tier(8, START_8, START_9),
          new Tier(9, START_9, START_10),
          new Tier(10, START_10, START_11),
          new Tier(11, START_11, Hashids.MAX_NUMBER));

  static final int SHORTEST_CODE = ALL.getFirst().codeLength;
  static final int LONGEST_CODE = ALL.getLast().codeLength;

  long size() {
    return end - start;
  }

  boolean contains(long id) {
    return id >= start && id < end;
  }
}
