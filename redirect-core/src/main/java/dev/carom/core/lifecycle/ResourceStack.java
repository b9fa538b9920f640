package dev.carom.core.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a process or component has opened, to be closed in reverse order, each once. Thread-safe.
 *
 * <p>It also unwinds a start that fails half-way. Whoever opens several things opens them within a
 * {@code try} and, when all are open, hands them on:
 *
 * <pre>{@code
 * static Server open(Config config) {
 *   try (ResourceStack opening = new ResourceStack()) {
 *     Pool pool = opening.add(Pool.open(config));
 *     Listener listener = opening.add(Listener.open(pool));
 *     return new Server(listener, opening.release());
 *   }
 * }
 * }</pre>
 */
public final class ResourceStack implements AutoCloseable {

  private record Resource(String name, AutoCloseable closeable) {}

  private final Object lock = new Object();

  /** The last added first; null once closed or released. */
  private @Nullable Deque<Resource> resources;

  public ResourceStack() {
    this(new ArrayDeque<>());
  }

  private ResourceStack(Deque<Resource> resources) {
    this.resources = resources;
  }

  /** Adds a resource under its class's name. */
  public <T extends AutoCloseable> T add(T resource) {
    add(resource.getClass().getSimpleName(), resource);
    return resource;
  }

  /**
   * Adds a step of closing under a name, which messages carry. A closed stack closes it at once, so
   * that nothing leaks, and throws.
   */
  public void add(String name, AutoCloseable step) {
    synchronized (lock) {
      if (resources != null) {
        resources.push(new Resource(name, step));
        return;
      }
    }
    IllegalStateException late = new IllegalStateException("added to a closed stack: " + name);
    try {
      step.close();
    } catch (Exception e) {
      restoreInterrupt(e);
      late.addSuppressed(e);
    }
    throw late;
  }

  /** Moves all resources to a new stack; this one is then closed and closing it does nothing. */
  public ResourceStack release() {
    Deque<Resource> taken = take();
    if (taken == null) {
      throw new IllegalStateException("released a closed stack");
    }
    return new ResourceStack(taken);
  }

  /**
   * Closes all resources, the last added first, whichever of them fail. A second call, even a
   * concurrent one or one from a resource being closed, returns at once.
   *
   * @throws CloseException the first failure, in which the others are suppressed
   */
  @Override
  public void close() {
    Deque<Resource> taken = take();
    if (taken == null) {
      return;
    }
    CloseException failure = null;
    boolean interrupted = false;
    for (Resource resource : taken) {
      try {
        resource.closeable.close();
      } catch (Throwable e) {
        interrupted |= e instanceof InterruptedException;
        CloseException next = new CloseException(resource.name, e);
        if (failure == null) {
          failure = next;
        } else {
          failure.addSuppressed(next);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  private @Nullable Deque<Resource> take() {
    synchronized (lock) {
      Deque<Resource> taken = resources;
      resources = null;
      return taken;
    }
  }

  private static void restoreInterrupt(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }
}
