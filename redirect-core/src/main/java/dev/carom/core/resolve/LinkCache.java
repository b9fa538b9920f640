package dev.carom.core.resolve;

import dev.carom.core.link.ShortCode;
import org.jspecify.annotations.Nullable;

/**
 * The cache that servers share. It may forget anything at any time, and keeps the newest of what it
 * is given.
 *
 * <p>Both methods block for as long as the cache's deadlines allow, and throw {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface LinkCache extends AutoCloseable {

  /** Returns what is cached under a code, or null. */
  Resolution.@Nullable Known get(ShortCode code);

  /** Caches a reading, unless a newer one (by {@code asOf}) is there. */
  void putIfNewer(ShortCode code, Resolution.Known reading);

  /** Whether there is a cache at all. */
  boolean isThere();

  @Override
  void close();

  /** A cache that holds nothing, for servers that run without one. */
  static LinkCache none() {
    return new LinkCache() {
      @Override
      public Resolution.@Nullable Known get(ShortCode code) {
        return null;
      }

      @Override
      public void putIfNewer(ShortCode code, Resolution.Known reading) {}

      @Override
      public boolean isThere() {
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
