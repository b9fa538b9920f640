package dev.carom.core.lifecycle;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for work that nobody waits for. On Linux each thread has a priority of its own ({@code
 * setpriority(2)}, which every user may lower): where processors are few, such work then gets the
 * time that event loops leave. Usable by any thread.
 */
public final class Background {

  private static final Logger logger = LoggerFactory.getLogger(Background.class);

  /** Gets a tenth of what a thread of usual priority gets beside it. */
  private static final int NICE = 10;

  private static final int PRIO_PROCESS = 0;
  private static final int THIS_THREAD = 0;
  private static final @Nullable MethodHandle SET_PRIORITY = setPriority();

  private Background() {}

  @SuppressWarnings("restricted") // Three numbers go in, and one comes out.
  private static @Nullable MethodHandle setPriority() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("setpriority")
        .map(address ->
            linker.downcallHandle(
                address,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT)))
        .orElse(null);
  }

  /** Starts a daemon thread of lower priority. */
  public static void start(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(() -> run(task));
  }

  /** Runs something in this thread, which has a lower priority from now on. */
  public static void run(Runnable task) {
    lowerPriority();
    task.run();
  }

  private static void lowerPriority() {
    if (SET_PRIORITY != null) {
      try {
        int failure = (int) SET_PRIORITY.invokeExact(PRIO_PROCESS, THIS_THREAD, NICE);
        if (failure != 0) {
          logger.debug("The priority of {} cannot be lowered", Thread.currentThread().getName());
        }
      } catch (Throwable e) {
        throw new IllegalStateException("setpriority", e);
      }
    }
  }
}
