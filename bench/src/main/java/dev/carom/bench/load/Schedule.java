package dev.carom.bench.load;

/**
 * When the requests of an open loop are meant to be sent. It knows nothing of answers, so a server
 * that is slow is asked no less often.
 */
interface Schedule {

  double NANOS_PER_SECOND = 1e9;

  /** Returns when the next request is due, in nanoseconds since the start; never decreasing. */
  long next();
}
