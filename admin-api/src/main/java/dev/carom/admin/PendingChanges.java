package dev.carom.admin;

import dev.carom.core.change.Barrier;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Minted;
import java.util.LongSummaryStatistics;

/**
 * Changes that every redirect server has to know of before they are answered; one wait is for all
 * of them. For one thread.
 */
final class PendingChanges {

  private final LongSummaryStatistics versions = new LongSummaryStatistics();

  /** Adds a link as it was minted, or found: whoever changed that may still be waiting. */
  void add(Minted minted) {
    switch (minted) {
      case Minted.Created(Link link, boolean numbered) when numbered ->
          versions.accept(link.version());
      case Minted.Found(Link link) -> add(link);
      case Minted.Created _, Minted.CodeTaken _, Minted.NoSuchDomain _, Minted.TargetRefused _ -> {}
    }
  }

  /** Adds a link as it was changed, or as it has been since another change. */
  void add(Link link) {
    if (link.version() > 0) {
      versions.accept(link.version());
    }
  }

  /** Waits; a version of a minted link that is 0 could not be read. */
  boolean areEverywhere(Barrier barrier) {
    return versions.getCount() == 0
        || (versions.getMin() > 0 && barrier.await(versions.getMax()).complete());
  }
}
