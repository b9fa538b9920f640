package dev.carom.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FeedMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FeedMetrics metrics = new FeedMetrics(registry, Lease.forever());

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void theLagIsWhatIsStillToBeRead() {
    metrics.applied(5, 12, 3);
    assertThat(gauge("carom.changes.position")).isEqualTo(5);
    assertThat(gauge("carom.changes.lag")).isEqualTo(7);
    metrics.applied(12, 12, 7);
    assertThat(gauge("carom.changes.lag")).isZero();
  }

  @Test
  void nothingLagsBehindChangesThatWerePruned() {
    metrics.applied(12, 0, 0);
    assertThat(gauge("carom.changes.lag")).isZero();
  }

  @Test
  void aLeaseAgesFromWhenItsRenewalWasSent() {
    metrics.renewed(System.nanoTime() - TimeUnit.SECONDS.toNanos(100));
    assertThat(gauge("carom.lease.age")).isBetween(100.0, 110.0);
    metrics.renewed(System.nanoTime());
    assertThat(gauge("carom.lease.age")).isBetween(0.0, 10.0);
  }
}
