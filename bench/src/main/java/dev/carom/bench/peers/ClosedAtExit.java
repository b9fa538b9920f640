package dev.carom.bench.peers;

import dev.carom.core.lifecycle.ResourceStack;

/** A stack that is closed when its owner closes this, or when the process is told to end. */
public final class ClosedAtExit implements AutoCloseable {

  private final ResourceStack resources = new ResourceStack();
  private final Thread hook = new Thread(resources::close, "end-servers");

  private ClosedAtExit() {}

  public static ClosedAtExit open() {
    ClosedAtExit closed = new ClosedAtExit();
    Runtime.getRuntime().addShutdownHook(closed.hook);
    return closed;
  }

  public ResourceStack resources() {
    return resources;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The hook is closing the stack; what is left to do here is nothing.
    }
    resources.close();
  }
}
