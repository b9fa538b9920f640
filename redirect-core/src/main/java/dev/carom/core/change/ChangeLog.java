package dev.carom.core.change;

import dev.carom.core.link.Domain;
import dev.carom.core.safety.Blocklist;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The changes in PostgreSQL, and the leases of those who read them.
 *
 * <p>All methods block for as long as their deadlines allow, and throw {@link
 * dev.carom.core.link.StoreException} if the store cannot be reached or does not answer in time.
 */
public interface ChangeLog {

  /**
   * What a redirect server is called.
   *
   * @param id of this process alone
   * @param name for people
   */
  record Server(UUID id, String name) {}

  /** Opens a session over a connection of its own that did not exist before. */
  Session open();

  /** One connection's conversation about changes. Not thread-safe. */
  interface Session extends AutoCloseable {

    /**
     * Commits a lease, as renewed once more if it is there.
     *
     * @param applied the change up to which the caches are up to date
     */
    void join(Server server, long applied);

    /**
     * Renews a lease and reads what has changed, in one round trip and one snapshot.
     *
     * @param applied the change up to which the caches are up to date
     */
    Batch poll(Server server, long applied);

    /** Reads where links may not lead. */
    Blocklist blocklist();

    /** Reads which domains there are. */
    List<Domain> domains();

    /** Gives up a lease. */
    void leave(Server server);

    /** Waits until there may be changes, or for no longer than this. */
    void awaitChanges(Duration atMost);

    /** Deletes changes that nobody needs, unless somebody else does. */
    void prune();

    @Override
    void close();
  }

  /**
   * What has changed.
   *
   * @param renewed whether the lease was there and is renewed
   * @param epoch the number with which the current one begins
   * @param pruned changes up to this number may be missing
   * @param lastId the greatest id that was ever given to a link that is visible
   * @param changes after those that had been applied, in their order
   * @param settings whether the blocklist or a domain is among what has changed
   * @param readTo up to which number nothing is missing in them
   * @param newest the number of the newest change, 0 if none was ever made
   */
  record Batch(
      boolean renewed,
      long epoch,
      long pruned,
      long lastId,
      List<Change> changes,
      boolean settings,
      long readTo,
      long newest) {

    public Batch {
      changes = List.copyOf(changes);
    }

    /** Whether there are more changes to read. */
    public boolean hasMore() {
      return readTo < newest;
    }
  }
}
