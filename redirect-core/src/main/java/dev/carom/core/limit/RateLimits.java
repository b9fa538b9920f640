package dev.carom.core.limit;

import java.util.List;

/** Where buckets are kept. Usable by any thread. */
public interface RateLimits extends AutoCloseable {

  /**
   * Takes one token from each of some buckets, or none at all if one of them is empty. May block
   * for as long as the store's deadlines allow.
   *
   * @throws dev.carom.core.link.StoreException if the store cannot be reached or does not answer in
   *     time
   */
  Decision take(List<Bucket> buckets);

  @Override
  void close();
}
