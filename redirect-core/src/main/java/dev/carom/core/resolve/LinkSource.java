package dev.carom.core.resolve;

import dev.carom.core.link.ShortCode;

/** Where resolution ends: the truth about a code. */
public interface LinkSource {

  /**
   * Reads what a code stands for; absence is an answer too. Blocks for as long as the store's
   * deadlines allow.
   *
   * @throws dev.carom.core.link.StoreException if the store cannot be reached or does not answer in
   *     time
   */
  Resolution.Known read(ShortCode code);
}
