package dev.carom.core.resolve;

/**
 * How often links that have a limit were followed by people: the port to where it is counted for
 * all servers.
 */
public interface LinkUses {

  /**
   * What was taken.
   *
   * @param granted how many uses, at most as many as were wished for
   * @param left whether there are more
   */
  record Taken(int granted, boolean left) {}

  /**
   * Takes uses of a link: as many as are wished for, if its limit leaves so many. They are taken
   * for good, and durably, when this returns; if it throws, they may be. Blocks for as long as the
   * store's deadlines allow. Usable by any thread.
   *
   * @param wished how many; with 0 it only tells whether any is left
   * @throws dev.carom.core.link.StoreException if the store cannot tell, or has no such link
   */
  Taken take(long linkId, int wished);
}
