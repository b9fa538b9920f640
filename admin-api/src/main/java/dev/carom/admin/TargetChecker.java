package dev.carom.admin;

import dev.carom.core.config.SafetyConfig;
import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.Link;
import dev.carom.core.link.TargetUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A checker of targets that answers over HTTP, as {@link SafetyConfig} tells. Its answers are
 * bounded in length and time, redirects are not followed, and few questions are asked at once.
 * Usable by any thread.
 */
final class TargetChecker implements AutoCloseable {

  /** What a verdict is, beside its reason, and what comes around them. */
  private static final int VERDICT_BYTES = 1024;

  private static final int MAX_AT_ONCE = 8;
  private static final String NO_REASON = "refused by the checker";

  private final URI url;
  private final String key;
  private final Duration timeout;
  private final int batch;
  private final Semaphore permits = new Semaphore(MAX_AT_ONCE);
  private final HttpClient client;

  /** What is asked. */
  record Question(List<String> urls) {}

  /** The checker did not answer, or not as it should. */
  static final class CheckerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CheckerException(String message) {
      super(message);
    }
  }

  TargetChecker(URI url, SafetyConfig config) {
    this.url = url;
    this.key = config.checkerKey().reveal();
    this.timeout = config.checkerTimeout();
    this.batch = config.checkerBatch();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .executor(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("target-checker-", 0).factory()))
            .build();
  }

  /**
   * Returns why links may not lead to targets, in their order; null for those to which they may.
   *
   * @throws CheckerException if it cannot be told
   */
  List<@Nullable String> refusals(List<TargetUrl> targets) {
    List<@Nullable String> refusals = new ArrayList<>(targets.size());
    for (int from = 0; from < targets.size(); from += batch) {
      refusals.addAll(ask(targets.subList(from, Math.min(targets.size(), from + batch))));
    }
    return refusals;
  }

  private List<@Nullable String> ask(List<TargetUrl> targets) {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    boolean permitted = false;
    try {
      permitted = permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (!permitted) {
        throw new CheckerException("too many questions wait");
      }
      return verdicts(answer(targets, deadlineNanos), targets.size());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CheckerException("interrupted");
    } finally {
      if (permitted) {
        permits.release();
      }
    }
  }

  /** The client's own deadline ends with the header: this one is for all of the answer. */
  private byte[] answer(List<TargetUrl> targets, long deadlineNanos) throws InterruptedException {
    Question question = new Question(targets.stream().map(TargetUrl::value).toList());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.bytes(question)));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(
            request.build(),
            BodyHandlers.limiting(
                BodyHandlers.ofByteArray(), (targets.size() + 1L) * VERDICT_BYTES));
    try {
      HttpResponse<byte[]> answer =
          response.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (answer.statusCode() != 200) {
        throw new CheckerException("it answered " + answer.statusCode());
      }
      return answer.body();
    } catch (TimeoutException _) {
      throw new CheckerException("no answer in time");
    } catch (ExecutionException e) {
      throw new CheckerException(
          e.getCause() instanceof IOException io ? io.toString() : String.valueOf(e.getCause()));
    } finally {
      response.cancel(true);
    }
  }

  private static List<@Nullable String> verdicts(byte[] answer, int expected) {
    JsonNode verdicts;
    try {
      verdicts = Json.MAPPER.readTree(answer).path("verdicts");
    } catch (JacksonException _) {
      throw new CheckerException("its answer is no JSON");
    }
    if (!verdicts.isArray() || verdicts.size() != expected) {
      throw new CheckerException("its answer has not a verdict for each URL");
    }
    List<@Nullable String> refusals = new ArrayList<>(expected);
    for (JsonNode verdict : verdicts) {
      JsonNode blocked = verdict.path("blocked");
      if (!blocked.isBoolean()) {
        throw new CheckerException("a verdict does not say whether the URL is blocked");
      }
      refusals.add(blocked.booleanValue() ? reason(verdict.path("reason")) : null);
    }
    return refusals;
  }

  private static String reason(JsonNode reason) {
    try {
      return reason.isString() ? Link.Block.reason(reason.stringValue()) : NO_REASON;
    } catch (InvalidValueException _) {
      return NO_REASON;
    }
  }

  /** Gives up what is being asked. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
