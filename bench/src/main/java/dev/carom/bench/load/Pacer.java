package dev.carom.bench.load;

import java.util.function.LongSupplier;

/**
 * Hands over each request of a schedule as soon as it is due, with how late that was. Times are
 * those of {@link System#nanoTime}. Not thread-safe.
 */
final class Pacer {

  /** Who takes the requests. */
  interface Requests {

    /**
     * Takes a request.
     *
     * @param intended when it was meant to be sent
     * @param latenessNanos for how long it had been due when it was looked at
     */
    void due(long intended, long latenessNanos);
  }

  /** After so many requests the answers get their turn, even if more are due. */
  static final int BATCH = 128;

  private final Schedule schedule;
  private final LongSupplier clock;
  private final long start;
  private final long end;
  private long next;

  /**
   * @param start what the schedule counts from
   * @param end from when on nothing is due any more
   */
  Pacer(Schedule schedule, LongSupplier clock, long start, long end) {
    this.schedule = schedule;
    this.clock = clock;
    this.start = start;
    this.end = end;
    this.next = start + schedule.next();
  }

  /** Whether the last request has been handed over. */
  boolean isDone() {
    return next - end >= 0;
  }

  /** Hands over what is due, and returns when the next request is, if there is one. */
  long attend(Requests to) {
    for (int i = 0; i < BATCH && !isDone(); i++) {
      long lateness = clock.getAsLong() - next;
      if (lateness < 0) {
        break;
      }
      to.due(next, lateness);
      next = start + schedule.next();
    }
    return next;
  }
}
