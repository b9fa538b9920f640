package dev.carom.bench.load;

import java.util.SplittableRandom;

/** How the requests of an open loop are spread over time. */
enum Arrivals {
  /** As by many followers who know nothing of each other: the gaps are exponential. */
  POISSON {
    @Override
    Schedule schedule(double perSecond, double phase, long seed) {
      return new PoissonSchedule(perSecond, new SplittableRandom(seed));
    }
  },
  /** All gaps are equal. */
  CONSTANT {
    @Override
    Schedule schedule(double perSecond, double phase, long seed) {
      return new ConstantSchedule(perSecond, phase);
    }
  };

  /**
   * Makes a schedule.
   *
   * @param phase where in its first gap the first request of constant arrivals lies, from 0 to 1
   * @param seed of arrivals that are random
   */
  abstract Schedule schedule(double perSecond, double phase, long seed);

  private static final class PoissonSchedule implements Schedule {

    private final double meanGapNanos;
    private final SplittableRandom random;
    private double due;

    PoissonSchedule(double perSecond, SplittableRandom random) {
      this.meanGapNanos = NANOS_PER_SECOND / perSecond;
      this.random = random;
    }

    @Override
    public long next() {
      due += random.nextExponential() * meanGapNanos;
      return (long) due;
    }
  }

  private static final class ConstantSchedule implements Schedule {

    private final double perSecond;
    private final double phase;
    private long made;

    ConstantSchedule(double perSecond, double phase) {
      this.perSecond = perSecond;
      this.phase = phase;
    }

    @Override
    public long next() {
      return (long) ((made++ + phase) * NANOS_PER_SECOND / perSecond);
    }
  }
}
