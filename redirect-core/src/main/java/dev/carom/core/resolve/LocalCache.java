package dev.carom.core.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carom.core.change.Change;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * L1: readings in this process's memory, none of which is older than a change that it was told of.
 *
 * <p>Entries stay until they are changed or evicted. A reading is taken only if nothing newer is
 * known of its code; that check and the putting exclude the applying of changes, so that none can
 * come between them. Looking up takes no lock. Usable by any thread.
 */
final class LocalCache {

  /**
   * What an entry weighs beside its target's characters, in bytes: the cache's node, the key and
   * its bytes, the resolution and the target's object headers, with compressed references.
   */
  private static final int ENTRY_OVERHEAD_BYTES = 208;

  private final Cache<CodeKey, Known> entries;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Guarded by the lock, as what follows. */
  private final RecentChanges recent = new RecentChanges();

  private long horizon;

  /**
   * @param maxBytes how much it may hold, in bytes of heap, roughly
   */
  LocalCache(long maxBytes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher(LocalCache::weightInBytes)
            .recordStats()
            .build();
  }

  /** Returns an entry, or null; on the hot path. */
  @Nullable Known get(CodeKey key) {
    return entries.getIfPresent(key);
  }

  /** Returns an entry, or null, and counts neither a hit nor a miss. */
  @Nullable Known getQuietly(CodeKey key) {
    return entries.policy().getIfPresentQuietly(key);
  }

  Cache<CodeKey, Known> entries() {
    return entries;
  }

  /**
   * Puts a reading, unless a newer one is there. That of a link with a limit is looked at in the
   * same way, and not kept: whoever follows one has to be counted, and nobody is who is answered
   * from here.
   *
   * @return false, and nothing is put, if it may be older than a change of its code
   */
  boolean offer(CodeKey key, Known reading) {
    lock.readLock().lock();
    try {
      if (!isCurrent(key, reading)) {
        return false;
      }
      if (reading instanceof Found found && found.limited()) {
        entries.asMap().computeIfPresent(key, (_, old) -> old.asOf() > found.asOf() ? old : null);
      } else {
        entries
            .asMap()
            .merge(key, reading, (old, offered) -> old.asOf() > offered.asOf() ? old : offered);
      }
      return true;
    } finally {
      lock.readLock().unlock();
    }
  }

  private boolean isCurrent(CodeKey key, Known reading) {
    return reading.asOf() >= horizon && reading.asOf() >= recent.newest(key);
  }

  /** Drops what changes have made stale. */
  void apply(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    lock.writeLock().lock();
    try {
      for (Change change : changes) {
        CodeKey key = CodeKey.of(change.code());
        recent.note(key, change.seq());
        entries.invalidate(key);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Drops everything, and takes no reading from before a change from now on. */
  void startOver(long newHorizon) {
    lock.writeLock().lock();
    try {
      horizon = newHorizon;
      recent.clear();
      entries.invalidateAll();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static int weightInBytes(CodeKey key, Known known) {
    int target =
        switch (known) {
          case Found found -> found.target().length();
          case Missing _, Gone _ -> 0;
        };
    return ENTRY_OVERHEAD_BYTES + target;
  }
}
