package dev.carom.bench.peers;

import dev.carom.bench.peers.CpuTrace.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A thread that samples the CPU time of processes until it is stopped. */
final class CpuSampler implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(5);

  private final CompletableFuture<CpuTrace> trace = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopping;

  private CpuSampler(Collection<Long> pids) {
    thread = Thread.ofPlatform().daemon().name("cpu-sampler").start(() -> sample(pids));
  }

  static CpuSampler start(Collection<Long> pids) {
    return new CpuSampler(pids);
  }

  private void sample(Collection<Long> pids) {
    try (CpuClock clock = new CpuClock(pids)) {
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
