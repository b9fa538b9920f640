package dev.carom.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collection;

/**
 * The CPU time of other processes in nanoseconds, user and system, of all their threads, also of
 * those that have ended: POSIX's {@code clock_getcpuclockid} and {@code clock_gettime}, on 64-bit
 * Linux. For one thread.
 */
final class ProcessClock implements CpuClock {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final MethodHandle GET_CLOCK_ID =
      function(
          "clock_getcpuclockid",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  private static final MethodHandle GET_TIME =
      function(
          "clock_gettime",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
  private final int[] clocks;

  /** A clock that adds up what these processes use. */
  ProcessClock(Collection<Long> pids) {
    clocks = pids.stream().mapToInt(pid -> clockOf(pid.intValue())).toArray();
  }

  @SuppressWarnings("restricted") // native access is what this is
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  private int clockOf(int pid) {
    MemorySegment clock = arena.allocate(ValueLayout.JAVA_INT);
    call(GET_CLOCK_ID, pid, clock);
    return clock.get(ValueLayout.JAVA_INT, 0);
  }

  @Override
  public long nanos() {
    long sum = 0;
    for (int clock : clocks) {
      call(GET_TIME, clock, time);
      sum += time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND;
      sum += time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
    return sum;
  }

  private static void call(MethodHandle function, int argument, MemorySegment result) {
    int error;
    try {
      error = (int) function.invokeExact(argument, result);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (error != 0) {
      throw new MeasurementException("a server's CPU time cannot be read; has it ended?");
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
