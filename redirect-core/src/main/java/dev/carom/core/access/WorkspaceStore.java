package dev.carom.core.access;

import dev.carom.core.link.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where workspaces are kept. Whoever works for the {@linkplain Workspace#FIRST first} sees all of
 * them, whoever works for another that one alone. A number is never used twice.
 *
 * <p>Every method may block, can be called by any thread, and throws {@link StoreException} if the
 * store cannot be reached or does not answer in time; a write has then happened as a whole or not
 * at all.
 */
public interface WorkspaceStore {

  /** What becomes of a wish to give a workspace up. */
  enum Removal {
    DONE,
    /** There is none. */
    NOT_FOUND,
    /** It has links, domains or keys that are valid, or is the first. */
    IN_USE
  }

  /** Adds a workspace, and returns it. */
  Workspace add(String name);

  /** Gives a workspace another name, and returns it; null if there is none. */
  @Nullable Workspace rename(int id, String name);

  /** Gives a workspace up in which there is nothing. */
  Removal remove(int id);

  /** Returns a workspace, or null if there is none. */
  @Nullable Workspace find(int id);

  /**
   * Returns some workspaces, newest first.
   *
   * @param before those with lower ids alone
   */
  List<Workspace> list(long before, int limit);

  /** Tells whether there is a workspace, to whoever asks: it is not known yet for whom they are. */
  boolean exists(int id);
}
