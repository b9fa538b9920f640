package dev.carom.core.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carom.core.change.Change;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.safety.Blocklist;
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

  /** What a period adds, with the headers of its target. */
  private static final int PERIOD_BYTES = 72;

  /** What being at the edge adds, with the headers of its key. */
  private static final int EDGE_BYTES = 64;

  private final Cache<CodeKey, Known> entries;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Guarded by the lock, as what follows. */
  private final RecentChanges recent = new RecentChanges();

  private long horizon;

  /** Written under the lock, and read without it by those who answer. */
  private volatile Blocklist blocklist = Blocklist.EMPTY;

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
      Known judged = judged(reading);
      if (judged instanceof Found found && found.limited()) {
        entries.asMap().computeIfPresent(key, (_, old) -> old.asOf() > found.asOf() ? old : null);
      } else {
        entries
            .asMap()
            .merge(key, judged, (old, offered) -> old.asOf() > offered.asOf() ? old : offered);
      }
      return true;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Returns what a reading is answered with, by the newest blocklist that was told. */
  Known judged(Known reading) {
    return reading instanceof Found found && leadsToBlocked(found)
        ? new Blocked(found.asOf())
        : reading;
  }

  private boolean leadsToBlocked(Found found) {
    TargetUrl afterwards = found.period().afterwards();
    return blocklist.match(found.target()) != null
        || (afterwards != null && blocklist.match(afterwards) != null);
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

  /**
   * Drops what another blocklist has made stale: links that lead where they may not, and blocked
   * ones, which may have been so by the one before. Whatever is put meanwhile is judged by the new
   * one, so nobody has to wait while all entries are looked at.
   */
  void block(Blocklist newBlocklist) {
    lock.writeLock().lock();
    try {
      blocklist = newBlocklist;
    } finally {
      lock.writeLock().unlock();
    }
    entries.asMap().values().removeIf(known -> judged(known) instanceof Blocked);
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
          case Found found -> targetBytes(found);
          case Missing _, Gone _, Blocked _ -> 0;
        };
    return ENTRY_OVERHEAD_BYTES + target;
  }

  private static int targetBytes(Found found) {
    Period period = found.period();
    TargetUrl afterwards = period.afterwards();
    return found.target().length()
        + (period.equals(Period.ALWAYS) ? 0 : PERIOD_BYTES)
        + (afterwards == null ? 0 : afterwards.length())
        + (found.edge() == null ? 0 : EDGE_BYTES + found.edge().key().length());
  }
}
