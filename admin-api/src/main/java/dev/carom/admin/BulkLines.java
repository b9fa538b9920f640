package dev.carom.admin;

import com.linecorp.armeria.common.HttpData;
import dev.carom.admin.BodyChunks.Chunk;
import dev.carom.admin.LineSplitter.Line;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * One bulk request: reads lines, does what they say a batch at a time, and answers each line in its
 * turn. A line that is refused, or a batch that fails, leaves the others as they are.
 *
 * <pre>
 *   chunk ─► lines ─► batch ─── full, or no more input at hand ───► transactions ─► results
 * </pre>
 *
 * <p>It holds one batch and a few chunks, however long the body is. For one thread, which waits for
 * the client's lines, for the store, and for the client to read the results.
 */
final class BulkLines {

  private static final FailureLog storeFailures =
      new FailureLog(
          LoggerFactory.getLogger(BulkLines.class), "What a line needs could not be read");

  /** How long a batch that is not full waits for more, from its first line. */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final BodyChunks body;
  private final BulkResults results;
  private final BulkBatch batch;
  private final OperationFields fields;
  private final int maxLines;
  private final int maxLineBytes;
  private final long stallNanos;

  private final LineSplitter lines;
  private long batchBegunNanos;

  BulkLines(
      AdminConfig config,
      BodyChunks body,
      BulkResults results,
      BulkBatch batch,
      OperationFields fields) {
    this.body = body;
    this.results = results;
    this.batch = batch;
    this.fields = fields;
    this.maxLines = config.maxBulkLines();
    this.maxLineBytes = Math.toIntExact(config.maxBody().bytes());
    this.stallNanos = config.bulkStallTimeout().toNanos();
    this.lines = new LineSplitter(maxLineBytes);
  }

  /** Returns whether the body was read to its end; all results are then on their way. */
  boolean run() throws InterruptedException {
    long progressNanos = System.nanoTime();
    while (results.isOpen()) {
      long deadlineNanos =
          mayLinger() ? batchBegunNanos + LINGER_NANOS : progressNanos + stallNanos;
      switch (body.next(Math.max(0, deadlineNanos - System.nanoTime()))) {
        case Chunk.Bytes(HttpData data) -> {
          long before = lines.nextNumber();
          if (!accept(data.array())) {
            return false;
          }
          if (lines.nextNumber() > before) {
            progressNanos = System.nanoTime();
          } else if (System.nanoTime() - progressNanos > stallNanos) {
            endStalled();
            return false;
          }
        }
        case Chunk.Nothing _ when !mayLinger() -> {
          endStalled();
          return false;
        }
        case Chunk.Nothing _ -> {
          if (!batch.flush(results)) {
            return false;
          }
          progressNanos = System.nanoTime();
        }
        case Chunk.End _ -> {
          end();
          return true;
        }
        case Chunk.Broken _ -> {
          return false;
        }
      }
    }
    return false;
  }

  /** Whether it is for the batch to be answered that nothing more comes. */
  private boolean mayLinger() {
    return !batch.isEmpty() && !batch.isRepeated();
  }

  /** Returns false if the body is at its end for us. */
  private boolean accept(byte[] bytes) throws InterruptedException {
    lines.feed(bytes);
    for (Line line = lines.next(); line != null; line = lines.next()) {
      if (!accept(line)) {
        return false;
      }
    }
    return true;
  }

  private boolean accept(Line line) throws InterruptedException {
    if (line.number() > maxLines) {
      String detail =
          "At most %d lines are accepted; send the rest as another request".formatted(maxLines);
      batch.refuse(line.number(), new Problem(ProblemType.TOO_MANY_LINES, detail));
      boolean _ = batch.flush(results);
      return false;
    }
    if (!begin(line)) {
      return false;
    }
    if (!line.isBlank()) {
      if (batch.isEmpty()) {
        batchBegunNanos = System.nanoTime();
      }
      read(line);
    }
    return (!batch.isFull() || batch.flush(results)) && results.isOpen();
  }

  private boolean begin(Line line) throws InterruptedException {
    try {
      batch.begin(line);
      return true;
    } catch (StoreException e) {
      storeFailures.failed(e);
      results.refused(line.number(), Problem.storeUnavailable());
      results.flush();
      return false;
    }
  }

  private void read(Line line) {
    if (line.tooLong()) {
      batch.refuse(line.number(), Problem.bodyTooLarge(maxLineBytes));
      return;
    }
    try {
      JsonObject body = JsonObject.parse(line.bytes(), ProblemType.INVALID_LINK);
      batch.add(line.number(), fields.operation(body), line.bytes().length);
    } catch (ProblemException e) {
      batch.refuse(line.number(), e.problem());
    } catch (StoreException e) {
      storeFailures.failed(e);
      batch.refuse(line.number(), Problem.storeUnavailable());
    }
  }

  private void end() throws InterruptedException {
    Line last = lines.last();
    if (last == null || accept(last)) {
      boolean _ = batch.isEmpty() || batch.flush(results);
    }
  }

  private void endStalled() throws InterruptedException {
    String detail =
        "No line arrived in time; send the rest anew, or with an Idempotency-Key all lines";
    Problem problem = new Problem(ProblemType.REQUEST_TIMEOUT, detail);
    if (batch.isRepeated()) {
      // It has lines that are still to come, without which nothing can be said of it.
      results.refused(lines.nextNumber(), problem);
      results.flush();
    } else {
      batch.refuse(lines.nextNumber(), problem);
      boolean _ = batch.flush(results);
    }
  }
}
