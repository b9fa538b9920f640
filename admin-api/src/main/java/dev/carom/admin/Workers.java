package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where requests are worked on, for that may block: one virtual thread each, and a bound on how
 * many there are at once, whose bodies are in memory too. Beyond it they are refused at once.
 */
final class Workers {

  private final Semaphore permits;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());

  Workers(int maxAtOnce) {
    this.permits = new Semaphore(maxAtOnce);
  }

  /**
   * Answers one request when its input has arrived.
   *
   * @throws ProblemException if too many are in flight; the input is then not asked for
   */
  <T> HttpResponse answer(
      String requestId, Supplier<CompletableFuture<T>> input, Function<T, HttpResponse> work) {
    enter();
    LogContext log = LogContext.handedOn(requestId);
    CompletableFuture<HttpResponse> answer =
        input
            .get()
            .thenApplyAsync(
                arrived -> {
                  try (var _ = log.open()) {
                    return work.apply(arrived);
                  }
                },
                threads);
    var _ = answer.whenComplete((_, _) -> permits.release());
    return HttpResponse.of(answer);
  }

  /**
   * Works something out for one request.
   *
   * @throws ProblemException if too many are in flight
   */
  <T> CompletableFuture<T> work(String requestId, Supplier<T> work) {
    enter();
    LogContext log = LogContext.handedOn(requestId);
    return CompletableFuture.supplyAsync(
        () -> {
          try (var _ = log.open()) {
            return work.get();
          } finally {
            permits.release();
          }
        },
        threads);
  }

  /**
   * Starts the work on one request, which gives its answer by itself.
   *
   * @throws ProblemException if too many are in flight
   */
  void start(String requestId, Runnable work) {
    enter();
    LogContext log = LogContext.handedOn(requestId);
    threads.execute(() -> {
      try (var _ = log.open()) {
        work.run();
      } finally {
        permits.release();
      }
    });
  }

  private void enter() {
    if (!permits.tryAcquire()) {
      throw new ProblemException(
          new Problem(ProblemType.UNAVAILABLE, "Too many requests are in flight; try again"));
    }
  }

  /**
   * Takes no more work, and waits a while for what is running, which the stores' deadlines bound;
   * what is still there then is interrupted.
   */
  void close(Duration timeout) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        var _ = threads.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
