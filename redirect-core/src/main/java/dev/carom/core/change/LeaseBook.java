package dev.carom.core.change;

import java.util.List;
import java.util.UUID;

/** The leases as those who change links see them. Methods as those of {@link ChangeLog} fail. */
public interface LeaseBook {

  /**
   * A lease that was not given up or revoked, whether or not its owner is alive.
   *
   * @param renewals which number of renewal it is in
   * @param applied the change up to which its owner's caches are up to date
   */
  record Entry(UUID server, long renewals, long applied) {}

  /** All such leases, and the epoch in which they were read. */
  record Page(long epoch, List<Entry> entries) {

    public Page {
      entries = List.copyOf(entries);
    }
  }

  Page read();

  /**
   * Revokes a lease, unless it was renewed after an entry was read.
   *
   * @return whether it is revoked
   */
  boolean revoke(Entry entry);
}
