package dev.carom.admin;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The body of an answer that is written as fast as the client reads it, and gathered meanwhile: one
 * chunk is held in memory, and no more. A client that reads nothing for too long is dropped. For
 * one thread.
 */
final class StreamedBody {

  /** How much is gathered before it is sent, in bytes. */
  private static final int CHUNK = 32 * 1024;

  /** How often it is looked whether the client may still read. */
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private final HttpResponseWriter response;
  private final long stallNanos;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(2 * CHUNK);
  private final BooleanSupplier stillAdmitted;
  private long askedNanos = System.nanoTime();
  private boolean open = true;

  /**
   * @param stallTimeout for how long the client may read nothing
   * @param stillAdmitted whether the client may still read
   */
  StreamedBody(HttpResponseWriter response, Duration stallTimeout, BooleanSupplier stillAdmitted) {
    this.response = response;
    this.stallNanos = stallTimeout.toNanos();
    this.stillAdmitted = stillAdmitted;
  }

  /** Whether the client still reads, and may; an answer that it may not read on breaks off. */
  boolean isOpen() {
    if (open && System.nanoTime() - askedNanos > ASK_EVERY.toNanos()) {
      askedNanos = System.nanoTime();
      if (!stillAdmitted.getAsBoolean()) {
        response.abort();
      }
    }
    return open && response.isOpen();
  }

  /** Adds a line, and the end of it. */
  void line(byte[] line) throws InterruptedException {
    gathered.writeBytes(line);
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
