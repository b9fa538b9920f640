package dev.carom.admin.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks several servers at once, each with the same deadline, and waits for all of them. Answers are
 * bounded in length, and redirects are not followed. Usable by any thread.
 */
final class PurgeCalls implements AutoCloseable {

  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final Duration timeout;
  private final HttpClient client;

  PurgeCalls(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .executor(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("edge-purger-", 0).factory()))
            .build();
  }

  /** A request that is on its way. */
  private record Call(URI uri, CompletableFuture<HttpResponse<byte[]>> answer) {}

  /**
   * Sends requests.
   *
   * @param isDone whether an answer says that it is done
   * @throws PurgeException naming who did not say so; what requests carry in their fields is not in
   *     it
   */
  void send(List<HttpRequest> requests, Predicate<HttpResponse<byte[]>> isDone) {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    List<Call> calls = requests.stream().map(this::call).toList();
    List<String> failures = new ArrayList<>();
    try {
      for (Call call : calls) {
        String failure = failure(call, deadlineNanos, isDone);
        if (failure != null) {
          failures.add("%s: %s".formatted(call.uri, failure));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      failures.add("interrupted");
    } finally {
      calls.forEach(call -> call.answer.cancel(true));
    }
    if (!failures.isEmpty()) {
      throw new PurgeException(String.join("; ", failures));
    }
  }

  private Call call(HttpRequest request) {
    return new Call(
        request.uri(),
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES)));
  }

  private static @Nullable String failure(
      Call call, long deadlineNanos, Predicate<HttpResponse<byte[]>> isDone)
      throws InterruptedException {
    try {
      HttpResponse<byte[]> answer =
          call.answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      return isDone.test(answer) ? null : "answered " + answer.statusCode();
    } catch (TimeoutException _) {
      return "no answer in time";
    } catch (ExecutionException e) {
      return e.getCause() instanceof IOException io ? io.toString() : String.valueOf(e.getCause());
    }
  }

  /** Gives up what is being asked. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
