package dev.carom.bench.load;

import org.jspecify.annotations.Nullable;

/**
 * Where an event loop enters what becomes of its requests: those of the warm-up apart from those
 * that are measured. In an open loop a request belongs to the time when it was meant to be sent, in
 * a closed one whatever happens belongs to the time when it happens. Confined to its event loop.
 */
final class Ledger {

  /** What was entered since it was taken last. */
  record Page(Tally warmup, Tally measured) {

    Page() {
      this(new Tally(), new Tally());
    }

    Tally both() {
      Tally both = new Tally();
      both.add(warmup);
      both.add(measured);
      return both;
    }
  }

  private final boolean closed;
  private final long measureFrom;
  private final int expectedStatus;
  private final @Nullable Trace trace;
  private Page page = new Page();
  private long lastAnswer;

  /**
   * @param measureFrom when the warm-up is over, as {@link System#nanoTime} counts
   * @param trace is told of every request, or null if none is kept
   */
  Ledger(boolean closed, int expectedStatus, long measureFrom, @Nullable Trace trace) {
    this.closed = closed;
    this.expectedStatus = expectedStatus;
    this.measureFrom = measureFrom;
    this.trace = trace;
    this.lastAnswer = measureFrom;
  }

  void due(long intended, long latenessNanos) {
    of(intended).due(latenessNanos);
  }

  void sent(long intended) {
    of(intended).sent();
  }

  void answered(long intended, long now, int status) {
    Tally tally = of(closed ? now : intended);
    if (status != expectedStatus) {
      tally.failed(Failure.STATUS);
    } else if (closed) {
      tally.answered();
    } else {
      tally.answered(now - intended);
    }
    lastAnswer = now;
    if (trace != null) {
      trace.answered(intended, now, status);
    }
  }

  void failed(long intended, long now, Failure failure) {
    of(closed ? now : intended).failed(failure);
    if (trace != null) {
      trace.failed(intended, now, failure);
    }
  }

  private Tally of(long time) {
    return time - measureFrom < 0 ? page.warmup : page.measured;
  }

  /** When the last answer came. */
  long lastAnswer() {
    return lastAnswer;
  }

  /** Takes what was entered, and leaves an empty page in its place. */
  Page turn(Page empty) {
    Page full = page;
    page = empty;
    return full;
  }
}
