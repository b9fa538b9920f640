package dev.carom.bench.micro;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that JMH measures on where the code under measurement runs on an event loop: Netty's
 * own kind, on which its pools of buffers recycle what they allocate elsewhere (120 bytes a
 * buffer). There are as many as JMH has tasks at once; a task may come before the thread of the
 * last one is free again, and waits for it.
 */
public final class EventLoopThreads extends ThreadPoolExecutor {

  /** What a fork is told to use it. */
  public static final String EXECUTOR = "-Djmh.executor=CUSTOM";

  /** And where it is. */
  public static final String EXECUTOR_CLASS =
      "-Djmh.executor.class=dev.carom.bench.micro.EventLoopThreads";

  /** Called by JMH. */
  public EventLoopThreads(int maxThreads, String prefix) {
    super(
        maxThreads,
        maxThreads,
        1,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(prefix));
  }
}
