package dev.carom.admin;

import dev.carom.core.access.ApiKey;
import dev.carom.core.access.ApiKeyStore;
import dev.carom.core.access.KeySecret;
import dev.carom.core.access.NewApiKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For a server that is opened by its bootstrap key alone. */
final class NoKeys implements ApiKeyStore {

  @Override
  public ApiKey create(NewApiKey key, KeySecret secret) {
    throw new AssertionError("somebody makes a key");
  }

  @Override
  public @Nullable ApiKey find(long id) {
    return null;
  }

  @Override
  public @Nullable ApiKey findByDigest(String digest) {
    return null;
  }

  @Override
  public List<ApiKey> list(long before, int limit) {
    return List.of();
  }

  @Override
  public @Nullable ApiKey rotate(long id, KeySecret secret) {
    return null;
  }

  @Override
  public @Nullable ApiKey revoke(long id) {
    return null;
  }

  @Override
  public void touch(long id) {}
}
