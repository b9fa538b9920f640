package dev.carom.core.change;

/**
 * How far a change has come.
 *
 * @param servers that have a lease and know of it
 * @param lapsed servers whose lease had to be waited for until it was over: they are dead, paused
 *     or cut off
 * @param waitedMillis from the commit to this
 * @param complete whether no server with a lease can answer by anything older
 */
public record Propagation(int servers, int lapsed, long waitedMillis, boolean complete) {

  /** Of what needs not be waited for, since nothing that is cached is stale by it. */
  public static final Propagation NOTHING_STALE = new Propagation(0, 0, 0, true);
}
