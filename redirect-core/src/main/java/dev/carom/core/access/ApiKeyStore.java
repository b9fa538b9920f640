package dev.carom.core.access;

import dev.carom.core.link.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where keys of the API are kept: the port to the truth. Nothing is ever removed, so that it can
 * still be told who had a key.
 *
 * <p>Every method may block, can be called by any thread, and throws {@link StoreException} if the
 * store cannot be reached or does not answer in time; a write has then happened as a whole or not
 * at all.
 */
public interface ApiKeyStore {

  /** Keeps a new key. */
  ApiKey create(NewApiKey key, KeySecret secret);

  /** Returns the key with this id, or null if there is none. */
  @Nullable ApiKey find(long id);

  /**
   * Returns the key with a secret of this {@linkplain KeySecret#digest digest}, or null; of any
   * workspace, for it is not known yet for which whoever shows it works.
   */
  @Nullable ApiKey findByDigest(String digest);

  /**
   * Returns some keys, valid or not, newest first.
   *
   * @param before those with lower ids alone
   */
  List<ApiKey> list(long before, int limit);

  /**
   * Gives a key another secret, and returns it; the one before is no more. Null if there is no such
   * key, or it is not valid any more.
   */
  @Nullable ApiKey rotate(long id, KeySecret secret);

  /** Makes a key invalid, if it still is not, and returns it; null if there is none. */
  @Nullable ApiKey revoke(long id);

  /** Notes that a key of any workspace is being used, unless that was noted within a minute. */
  void touch(long id);
}
