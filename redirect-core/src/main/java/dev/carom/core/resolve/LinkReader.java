package dev.carom.core.resolve;

import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Reads links for all who miss them, a few queries at a time: whoever comes while all are running
 * shares the next. So many misses cost few queries, and however long the store takes, it holds no
 * more than these threads, and a bounded queue. Every reading begins after it was asked for. Usable
 * by any thread.
 */
final class LinkReader implements AutoCloseable {

  private record Waiting(Wanted wanted, CompletableFuture<Known> reading) {}

  private final LinkSource source;
  private final ResolverMetrics.Readings metrics;
  private final int maxBatch;
  private final Breaker breaker;
  private final BlockingQueue<Waiting> waiting;
  private final ExecutorService readers =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("link-reader-", 0).factory());

  LinkReader(
      LinkSource source,
      Breaker breaker,
      ResolverMetrics.Readings metrics,
      LinkResolver.Limits limits) {
    this.source = source;
    this.breaker = breaker;
    this.metrics = metrics;
    this.maxBatch = limits.batch();
    this.waiting = new ArrayBlockingQueue<>(limits.maxLoads());
    for (int i = 0; i < limits.storeReads(); i++) {
      readers.execute(this::run);
    }
  }

  /**
   * Asks for a reading that begins from now on. The future fails with a {@link
   * dev.carom.core.link.StoreException} if the store cannot tell; it is null if there is no room to
   * wait.
   */
  @Nullable CompletableFuture<Known> read(Wanted wanted) {
    Waiting one = new Waiting(wanted, new CompletableFuture<>());
    return waiting.offer(one) ? one.reading : null;
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>(maxBatch);
    try {
      while (true) {
        batch.add(waiting.take());
        waiting.drainTo(batch, maxBatch - 1);
        read(batch);
        batch.clear();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void read(List<Waiting> batch) {
    long startNanos = System.nanoTime();
    try {
      List<Known> readings =
          breaker.call(() -> source.read(batch.stream().map(Waiting::wanted).toList()));
      for (int i = 0; i < batch.size(); i++) {
        metrics.answered(readings.get(i), startNanos);
        batch.get(i).reading.complete(readings.get(i));
      }
    } catch (RuntimeException | Error e) {
      // Whatever it was, others can still be read, and those who wait must learn of it.
      metrics.failed(e, startNanos);
      batch.forEach(one -> one.reading.completeExceptionally(e));
    }
  }

  /** Ends; whoever waits then waits in vain, until its own deadline. */
  @Override
  public void close() {
    readers.shutdownNow();
    readers.close();
  }
}
