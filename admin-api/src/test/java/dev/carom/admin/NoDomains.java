package dev.carom.admin;

import dev.carom.core.link.Domain;
import dev.carom.core.link.DomainEdit;
import dev.carom.core.link.DomainStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Domains of which there is none. */
final class NoDomains implements DomainStore {

  @Override
  public @Nullable Entry add(Domain domain) {
    return null;
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public @Nullable Entry edit(int id, DomainEdit edit) {
    return null;
  }

  @Override
  public Removal remove(int id) {
    return Removal.NOT_FOUND;
  }

  @Override
  public @Nullable Entry find(int id) {
    return null;
  }

  @Override
  public @Nullable Entry find(String host) {
    return null;
  }

  @Override
  public List<Entry> list(long before, int limit) {
    return List.of();
  }

  @Override
  public long lastChange() {
    return 0;
  }
}
