package dev.carom.core.click;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * Tells a day's visitors apart without keeping who they were: a hash of the address and the {@code
 * User-Agent} under a key that changes every day (UTC) and is thrown away. All servers use the same
 * key; one that cannot read it uses its own meanwhile, and a visitor of both counts twice. Usable
 * by any thread.
 *
 * <p>The hash is SipHash-1-3, of Aumasson's and Bernstein's family of 2012: it takes 0.64 of the
 * time of 2-4 on a browser's {@code User-Agent}, and is kept for a day's counts alone.
 */
public final class Visitors {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final int KEY_BYTES = 16;
  private static final int ROUNDS_TO_FINISH = 3;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The key of a day, counted from the epoch. */
  private record Key(long day, long k0, long k1, boolean shared) {

    private static Key of(long day, byte[] bytes, boolean shared) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new Key(day, in.getLong(), in.getLong(), shared);
    }

    private static Key own(long day) {
      return of(day, random(), false);
    }
  }

  /** Today's and tomorrow's. */
  private record Keys(Key first, Key second) {

    private Key of(long day) {
      return second.day == day ? second : first;
    }

    private Key orOwn(long day) {
      Key known = of(day);
      return known.day == day ? known : Key.own(day);
    }
  }

  private volatile Keys keys;

  /** Begins with keys of its own. */
  public Visitors() {
    long today = Math.floorDiv(System.currentTimeMillis(), DAY_MILLIS);
    this.keys = new Keys(Key.own(today), Key.own(today + 1));
  }

  private static byte[] random() {
    byte[] bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /**
   * Makes sure that there are keys for today and tomorrow, and reads those that servers share, if
   * they are not known; to be called often.
   *
   * @throws dev.carom.core.link.StoreException if those cannot be read; its own will do until then
   */
  void refresh(ClickStore store) {
    LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    keys = new Keys(keys.orOwn(today.toEpochDay()), keys.orOwn(today.toEpochDay() + 1));
    if (!keys.first.shared || !keys.second.shared) {
      keys = new Keys(shared(store, today, today), shared(store, today.plusDays(1), today));
    }
  }

  private static Key shared(ClickStore store, LocalDate day, LocalDate oldest) {
    return Key.of(day.toEpochDay(), store.visitorKey(day, oldest, random()), true);
  }

  /**
   * Hashes a visitor; on the hot path.
   *
   * @param timeMillis now
   * @param high the first half of the address
   * @param low the other
   * @param agent holds the {@code User-Agent}, between two indices
   * @return anything but {@link Click#NOBODY}
   */
  public long hash(long timeMillis, long high, long low, byte[] agent, int from, int to) {
    Key key = keys.of(timeMillis / DAY_MILLIS);
    return hash(key.k0, key.k1, high, low, agent, from, to);
  }

  static long hash(long k0, long k1, long high, long low, byte[] agent, int from, int to) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int words = 2 + (to - from) / Long.BYTES;
    int at = from;
    for (int i = 0; i < words + ROUNDS_TO_FINISH + 1; i++) {
      // The message's words, its last one with its length, and rounds to finish; one round each.
      long word = 0;
      if (i == 0) {
        word = high;
      } else if (i == 1) {
        word = low;
      } else if (i < words) {
        word = (long) LONGS.get(agent, at);
        at += Long.BYTES;
      } else if (i == words) {
        word = last(agent, at, to, 2 * Long.BYTES + to - from);
      } else if (i == words + 1) {
        v2 ^= 0xff;
      }
      v3 ^= word;
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
      v0 ^= word;
    }
    long hash = v0 ^ v1 ^ v2 ^ v3;
    return hash == Click.NOBODY ? 1 : hash;
  }

  private static long last(byte[] bytes, int from, int to, int length) {
    long word = (long) length << 56;
    for (int i = to - 1; i >= from; i--) {
      word |= (bytes[i] & 0xFFL) << (Byte.SIZE * (i - from));
    }
    return word;
  }
}
