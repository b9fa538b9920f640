package dev.carom.admin;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answer to a bulk request, written as fast as the client reads it. For one thread. */
final class BulkResults {

  /** How much is gathered before it is sent, in bytes. */
  private static final int CHUNK = 32 * 1024;

  /** The result of a line whose link was minted. */
  record Done(long line, int status, LinkJson data) {}

  /** The result of a line that was refused, or failed. */
  record Refused(long line, int status, Problem.Json error) {}

  private final HttpResponseWriter response;
  private final long stallNanos;
  private final String requestId;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(2 * CHUNK);
  private boolean open = true;

  /**
   * @param stallTimeout for how long the client may read nothing
   */
  BulkResults(HttpResponseWriter response, Duration stallTimeout, String requestId) {
    this.response = response;
    this.stallNanos = stallTimeout.toNanos();
    this.requestId = requestId;
  }

  void done(long line, LinkJson link) throws InterruptedException {
    write(new Done(line, 201, link));
  }

  void refused(long line, Problem problem) throws InterruptedException {
    write(new Refused(line, problem.type().status(), problem.json(requestId)));
  }

  /** Whether the client still takes results. */
  boolean isOpen() {
    return open;
  }

  private void write(Object result) throws InterruptedException {
    gathered.writeBytes(Json.bytes(result));
    gathered.write('\n');
    if (gathered.size() >= CHUNK) {
      flush();
    }
  }

  /** Sends what is gathered, and waits until it is on its way. */
  void flush() throws InterruptedException {
    if (gathered.size() == 0 || !open) {
      gathered.reset();
      return;
    }
    open = response.tryWrite(HttpData.wrap(gathered.toByteArray())) && isConsumed();
    gathered.reset();
  }

  /** Ends the answer. */
  void close() throws InterruptedException {
    flush();
    if (open) {
      response.close();
    }
  }

  /** Ends the answer in the middle, which the client can tell, unless it is closed. */
  void abort() {
    if (response.isOpen()) {
      response.abort();
    }
  }

  private boolean isConsumed() throws InterruptedException {
    try {
      var _ =
          CompletableFuture.anyOf(response.whenConsumed(), response.whenComplete())
              .get(stallNanos, TimeUnit.NANOSECONDS);
      return response.isOpen();
    } catch (ExecutionException | TimeoutException _) {
      response.abort();
      return false;
    }
  }
}
