package dev.carom.core.click;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers texts by the order in which they were first met, from 1 on. An open hash table with
 * linear probing, under a hash whose seed nobody outside knows: texts are whatever followers send.
 * Used by one thread.
 */
final class TextIds {

  /** What {@link #find} returns for a text that has no id yet. */
  static final int UNKNOWN = 0;

  /** How many texts are known at once at most. */
  static final int MAX_TEXTS = 1 << 15;

  private static final int SLOTS = 4 * MAX_TEXTS;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final long seed = new SecureRandom().nextLong() | 1;
  private final long[] hashes = new long[SLOTS];
  private final int[] ids = new int[SLOTS];
  private final byte[] @Nullable [] texts = new byte[SLOTS][];
  private int count;
  private int lastId;

  /** Returns a text's id, or {@link #UNKNOWN}; allocates nothing. */
  int find(byte[] bytes, int length) {
    int slot = slot(hash(bytes, length), bytes, length);
    return texts[slot] == null ? UNKNOWN : ids[slot];
  }

  /** Whether texts must be forgotten before another can have an id. */
  boolean isFull() {
    return count == MAX_TEXTS;
  }

  /** Gives a text, which has none, an id. */
  int add(byte[] bytes, int length) {
    if (isFull()) {
      throw new IllegalStateException("full");
    }
    long hash = hash(bytes, length);
    int slot = slot(hash, bytes, length);
    hashes[slot] = hash;
    texts[slot] = Arrays.copyOf(bytes, length);
    ids[slot] = ++lastId;
    count++;
    return lastId;
  }

  /** Forgets all texts; no id is given twice. */
  void clear() {
    Arrays.fill(texts, null);
    count = 0;
  }

  /** Returns the slot of a text, or the free one that it would get. */
  private int slot(long hash, byte[] bytes, int length) {
    int slot = (int) (hash >>> Integer.SIZE) & SLOTS - 1;
    for (byte[] text = texts[slot]; text != null; text = texts[slot]) {
      if (hashes[slot] == hash && Arrays.equals(text, 0, text.length, bytes, 0, length)) {
        return slot;
      }
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  /** Eight bytes a step: both halves of a product with a secret are folded into the next. */
  private long hash(byte[] bytes, int length) {
    long hash = seed ^ length;
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      hash = fold(hash ^ (long) LONGS.get(bytes, i), seed);
    }
    long rest = 0;
    for (; i < length; i++) {
      rest = rest << Byte.SIZE | (bytes[i] & 0xFF);
    }
    return fold(hash ^ rest, MIX);
  }

  private static long fold(long a, long b) {
    return a * b ^ Math.multiplyHigh(a, b);
  }
}
