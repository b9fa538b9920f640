package dev.carom.bench.peers;

import dev.carom.bench.peers.CpuTrace.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A thread that samples a clock of CPU time until it is stopped. */
final class CpuSampler implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(5);

  private final CompletableFuture<CpuTrace> trace = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopping;

  private CpuSampler(Supplier<CpuClock> clocks) {
    thread = Thread.ofPlatform().daemon().name("cpu-sampler").start(() -> sample(clocks));
  }

  /**
   * Begins to sample.
   *
   * @param clocks makes the clock, in the thread that reads it
   */
  static CpuSampler start(Supplier<CpuClock> clocks) {
    return new CpuSampler(clocks);
  }

  private void sample(Supplier<CpuClock> clocks) {
    try (CpuClock clock = clocks.get()) {
      List<Sample> samples = new ArrayList<>();
      while (!stopping) {
        samples.add(new Sample(Instant.now(), clock.nanos()));
        Thread.sleep(INTERVAL);
      }
      trace.complete(new CpuTrace(samples));
    } catch (RuntimeException | InterruptedException e) {
      trace.completeExceptionally(e);
    }
  }

  /** Ends the sampling and returns what was seen. */
  CpuTrace stop() throws InterruptedException {
    close();
    thread.join();
    return trace.join();
  }

  @Override
  public void close() {
    stopping = true;
  }
}
