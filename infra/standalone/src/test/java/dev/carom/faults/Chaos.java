package dev.carom.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Strikes a cluster with one or two faults at a time, and leaves it alone between them: mostly for
 * a moment, sometimes for long enough to see it recover. The incidents may be asked for by any
 * thread.
 */
final class Chaos {

  private static final int LONG_CALM_PER_CENT = 30;

  /**
   * A fault that was struck, in nanoseconds since the run began.
   *
   * @param mended when everything that was done was undone
   */
  record Incident(String kind, long struck, long mended) {}

  private final Faults faults;
  private final History history;
  private final SplittableRandom random;
  private final List<Incident> incidents = new CopyOnWriteArrayList<>();

  Chaos(Faults faults, History history, SplittableRandom random) {
    this.faults = faults;
    this.history = history;
    this.random = random;
  }

  /** Goes on for a while; when this returns, everything is mended. */
  void run(Duration time) throws InterruptedException, IOException, SQLException {
    long end = history.now() + time.toNanos();
    while (history.now() < end) {
      Thread.sleep(calmMillis());
      strike(faults.deal());
    }
  }

  private int calmMillis() {
    return random.nextInt(100) < LONG_CALM_PER_CENT
        ? random.nextInt(6_500, 8_000)
        : random.nextInt(300, 2_500);
  }

  private void strike(List<Fault> together) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Incident>> struck =
          together.stream().map(fault -> threads.submit(() -> strike(fault))).toList();
      for (Future<Incident> one : struck) {
        incidents.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a fault could not be struck or mended", e);
    }
  }

  private Incident strike(Fault fault) throws Exception {
    long struck = history.now();
    fault.strike().run();
    try {
      Thread.sleep(fault.lasts());
    } finally {
      fault.mend().run();
    }
    return new Incident(fault.kind(), struck, history.now());
  }

  List<Incident> incidents() {
    return List.copyOf(incidents);
  }
}
