package dev.carom.core.change;

import java.util.concurrent.TimeUnit;

/** Does to a lease what only a feed does otherwise. */
public final class LeaseControl {

  private LeaseControl() {}

  /** The lease holds for as long as any test runs. */
  public static void grant(Lease lease) {
    lease.extendTo(System.nanoTime() + TimeUnit.HOURS.toNanos(1));
  }

  public static void end(Lease lease) {
    lease.end();
  }

  /** PostgreSQL was just proved to be out of reach. */
  public static void cutOff(Lease lease) {
    lease.cutOffAt(System.nanoTime());
  }
}
