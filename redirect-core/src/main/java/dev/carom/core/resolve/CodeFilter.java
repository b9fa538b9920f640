package dev.carom.core.resolve;

import dev.carom.core.link.ShortCode;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A Bloom filter of codes (Bloom, "Space/time trade-offs in hash coding with allowable errors",
 * 1970; two hashes for all, after Kirsch and Mitzenmacher, 2006): what it does not hold was not
 * added. Up to its capacity it wrongly holds at most 0.05 % of other codes: 20 bits a code and 10
 * of them set make 0.007 %. Usable by any thread.
 */
final class CodeFilter {

  private static final int BITS_PER_CODE = 20;
  private static final int PROBES = 10;

  private final AtomicLongArray words;
  private final long mask;
  private final long capacity;

  /**
   * @param expected how many codes it is made for
   */
  CodeFilter(long expected) {
    long bits = Math.max(1 << 16, Long.highestOneBit(expected * BITS_PER_CODE - 1) << 1);
    this.words = new AtomicLongArray(Math.toIntExact(bits / Long.SIZE));
    this.mask = bits - 1;
    this.capacity = bits / BITS_PER_CODE;
  }

  /** How many codes it can hold before it is wrong more often than promised. */
  long capacity() {
    return capacity;
  }

  void add(ShortCode code) {
    long hash = hash(code);
    long step = step(hash);
    for (int i = 0; i < PROBES; i++) {
      long bit = hash + i * step & mask;
      words.getAndUpdate((int) (bit >>> 6), word -> word | 1L << bit);
    }
  }

  boolean mayHold(ShortCode code) {
    long hash = hash(code);
    long step = step(hash);
    for (int i = 0; i < PROBES; i++) {
      long bit = hash + i * step & mask;
      if ((words.get((int) (bit >>> 6)) & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  /** FNV-1a over the characters, finished as SplitMix64 does. */
  private static long hash(ShortCode code) {
    String text = code.value();
    long hash = 0xcbf29ce484222325L ^ code.domain();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  private static long step(long hash) {
    return mix(hash + 0x9e3779b97f4a7c15L) | 1;
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
