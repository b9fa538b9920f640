package dev.carom.admin;

import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.edge.EdgeLogStore.Tally;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import org.slf4j.LoggerFactory;

/** Shows in meters how much of what the edge has answered in the last day is counted. */
final class EdgeReconciliation implements AutoCloseable {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final EdgeLogStore store;
  private final FailureLog failures =
      new FailureLog(
          LoggerFactory.getLogger(EdgeReconciliation.class),
          "What the edge's logs tell could not be read");
  private final Thread thread = Thread.ofVirtual().name("edge-reconciliation").unstarted(this::run);
  private volatile List<Tally> tallies = List.of();

  private EdgeReconciliation(EdgeLogStore store, MeterRegistry registry) {
    this.store = store;
    show(
        "answered",
        "Requests that the edge has answered by itself in the last day",
        Tally::answeredAtLeast,
        registry);
    show(
        "counted",
        "Those of them that are counted",
        tally -> tally.counted() + tally.repeated(),
        registry);
    show("missing", "Those of them that are not counted", Tally::missing, registry);
  }

  private void show(
      String name, String description, ToLongFunction<Tally> value, MeterRegistry registry) {
    Gauge.builder("carom.edge." + name, () -> tallies.stream().mapToLong(value).sum())
        .description(description)
        .register(registry);
  }

  /** Begins to look. */
  static EdgeReconciliation start(EdgeLogStore store, MeterRegistry registry) {
    EdgeReconciliation reconciliation = new EdgeReconciliation(store, registry);
    reconciliation.thread.start();
    return reconciliation;
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void look() {
    try {
      Instant now = Instant.now();
      tallies = store.tallies(now.minus(DAY), now);
    } catch (StoreException e) {
      failures.failed(e);
    } catch (RuntimeException e) {
      failures.unexpected(e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(STOP);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
