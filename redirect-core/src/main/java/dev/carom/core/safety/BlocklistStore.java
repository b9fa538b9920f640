package dev.carom.core.safety;

import dev.carom.core.link.TargetUrl;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the rules are kept. A rule that is added or removed is a numbered change, as that of a link
 * is: whoever caches links hears of it.
 *
 * <p>Every method may block, can be called by any thread, and throws {@link
 * dev.carom.core.link.StoreException} if the store cannot be reached or does not answer in time; a
 * write has then happened as a whole or not at all.
 */
public interface BlocklistStore {

  /**
   * A rule that is kept.
   *
   * @param reason why links may not lead there, for those who see the list
   */
  record Entry(long id, TargetRule rule, String reason, Instant createdAt) {}

  /**
   * Adds a rule, or gives the one that is there another reason, and returns it; null if there is no
   * room for more.
   */
  @Nullable Entry add(TargetRule rule, String reason);

  /** Removes a rule, and returns it; null if there is none. */
  @Nullable Entry remove(long id);

  /** Returns a rule, or null if there is none. */
  @Nullable Entry find(long id);

  /**
   * Returns some rules, newest first.
   *
   * @param before those with lower ids alone
   */
  List<Entry> list(long before, int limit);

  /** Returns those rules that some of these targets might meet. */
  Blocklist concerning(Collection<TargetUrl> targets);

  /** Returns a number that no change from before the call exceeds. */
  long lastChange();
}
