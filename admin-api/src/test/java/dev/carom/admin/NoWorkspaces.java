package dev.carom.admin;

import dev.carom.core.access.Workspace;
import dev.carom.core.access.WorkspaceStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For a server with the first workspace alone, of which nobody asks. */
final class NoWorkspaces implements WorkspaceStore {

  @Override
  public Workspace add(String name) {
    throw new AssertionError("somebody adds a workspace");
  }

  @Override
  public @Nullable Workspace rename(int id, String name) {
    return null;
  }

  @Override
  public Removal remove(int id) {
    return Removal.NOT_FOUND;
  }

  @Override
  public @Nullable Workspace find(int id) {
    return null;
  }

  @Override
  public List<Workspace> list(long before, int limit) {
    return List.of();
  }

  @Override
  public boolean exists(int id) {
    return false;
  }
}
