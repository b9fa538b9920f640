package dev.carom.bench.peers;

/** The CPU time that is used by somebody else. For one thread. */
interface CpuClock extends AutoCloseable {

  /**
   * Returns the time used up to now, in nanoseconds, user and system.
   *
   * @throws MeasurementException if it cannot be read, because its user has ended for instance
   */
  long nanos();

  @Override
  void close();
}
