package dev.carom.core.idempotency;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of a bulk request that is done once, however often it is sent: stores note what each
 * transaction has done for which lines, in that transaction. For one thread at a time.
 */
public final class IdempotentBatch {

  private static final ScopedValue<IdempotentBatch> CURRENT = ScopedValue.newInstance();

  private static final int NOT_KEPT = -1;

  private final String id;
  private final long firstLine;
  private final long lastLine;
  private final String digest;
  private List<Long> lines = List.of();
  private int kept;
  private int written;
  private boolean lost;

  /** A line that changed something: what it is answered with, and the link. */
  public record Done(long line, int status, long linkId) {}

  /**
   * What is kept of a batch.
   *
   * @param digest as that of the batch
   * @param refused the lines that were refused, and why, in JSON; null if the batch was not done to
   *     its end
   * @param lastChange a number that no change from before the reading exceeds, nor any of these
   */
  public record Kept(
      long lastLine, String digest, List<Done> done, @Nullable String refused, long lastChange) {

    public Kept {
      done = List.copyOf(done);
    }
  }

  /**
   * @param id the SHA-256, in hexadecimal digits, of who sends the request and of the key that they
   *     give it
   * @param firstLine behind the last line of the batch before
   * @param digest that of all lines up to {@code lastLine}
   * @param before what is kept of it from an earlier time, or null
   */
  public IdempotentBatch(
      String id, long firstLine, long lastLine, String digest, @Nullable Kept before) {
    this.id = id;
    this.firstLine = firstLine;
    this.lastLine = lastLine;
    this.digest = digest;
    this.kept = before == null ? NOT_KEPT : before.done().size();
    this.written = kept;
  }

  /** Returns the batch that this thread works for, or null if there is none. */
  public static @Nullable IdempotentBatch current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /**
   * Does a transaction.
   *
   * @param ofLines the lines that it is for
   */
  public <T> T call(List<Long> ofLines, Supplier<T> transaction) {
    lines = ofLines;
    try {
      T result = ScopedValue.where(CURRENT, this).call(transaction::get);
      kept = written;
      return result;
    } catch (RepeatedException e) {
      lost = true;
      throw e;
    } finally {
      written = kept;
    }
  }

  public String id() {
    return id;
  }

  public long firstLine() {
    return firstLine;
  }

  public long lastLine() {
    return lastLine;
  }

  public String digest() {
    return digest;
  }

  /** The lines that the transaction is for, in the order of what it was asked to do. */
  public List<Long> lines() {
    return lines;
  }

  /** Whether a transaction has kept it. */
  public boolean isKept() {
    return kept != NOT_KEPT;
  }

  /** How many lines it is known to have done; not to be asked if it is not kept. */
  public int done() {
    return kept;
  }

  /** Notes what the transaction adds, if it is committed. */
  public void noteWritten(int more) {
    written = Math.max(kept, 0) + more;
  }

  /** Whether another request with the key has come to the same lines. */
  public boolean isLost() {
    return lost;
  }
}
