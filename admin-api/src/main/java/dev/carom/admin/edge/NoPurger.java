package dev.carom.admin.edge;

import java.util.List;

/** Where no edge is configured any more, which may still have what it was given. */
record NoPurger(PurgeCalls calls) implements EdgePurger {

  @Override
  public void purge(List<EdgeObject> objects) {
    throw new PurgeException("edge.purger is none");
  }

  @Override
  public void close() {
    calls.close();
  }
}
