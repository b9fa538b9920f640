package dev.carom.core.resolve;

import java.util.Arrays;

/**
 * The newest change of every code, or of another code that shares its slot: what is told may be too
 * new, never too old. A reading that is wrongly taken for stale is read again, which costs a query
 * and nothing else; with the last million changes remembered, a reading from before all of them is
 * so in two cases of three, and one from before the last thousand in one of a thousand. Its size
 * never changes. Not thread-safe.
 */
final class RecentChanges {

  /** 8 MiB. */
  private static final int SLOTS = 1 << 20;

  private final long[] newest = new long[SLOTS];

  void note(CodeKey key, long seq) {
    int slot = slot(key);
    newest[slot] = Math.max(newest[slot], seq);
  }

  /** Returns a number that is at least that of the newest change of a code; 0 if there was none. */
  long newest(CodeKey key) {
    return newest[slot(key)];
  }

  void clear() {
    Arrays.fill(newest, 0);
  }

  private static int slot(CodeKey key) {
    return key.hashCode() & SLOTS - 1;
  }
}
