package dev.carom.core.access;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for what is done, for the audit log, and for which workspace: stores show them what
 * belongs to that, and nothing else.
 *
 * @param name whoever it is, as people would know them
 * @param requestId the request with which they ask, or null if it is none of the API
 * @param workspace the number of the workspace that they work for
 */
public record Actor(String name, @Nullable String requestId, int workspace) {

  private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

  /** Returns whoever this thread works for, or null if that was not said. */
  public static @Nullable Actor current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /** Returns the same, working for another workspace. */
  public Actor in(int other) {
    return new Actor(name, requestId, other);
  }

  /** Does some work for this actor: stores note the changes that this thread makes as theirs. */
  public <T> T call(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /** Does some work for this actor, as {@link #call} does. */
  public void run(Runnable work) {
    ScopedValue.where(CURRENT, this).run(work);
  }
}
