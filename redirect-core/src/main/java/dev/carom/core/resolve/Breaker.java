package dev.carom.core.resolve;

import dev.carom.core.link.StoreException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from a store that fails most of them, and lets a few through every second to see
 * whether it has recovered. Usable by any thread.
 */
public final class Breaker {

  private static final CircuitBreakerConfig CONFIG =
      CircuitBreakerConfig.custom()
          .slidingWindowType(SlidingWindowType.TIME_BASED)
          .slidingWindowSize(2)
          .minimumNumberOfCalls(5)
          .failureRateThreshold(50)
          .recordExceptions(StoreException.class)
          .waitDurationInOpenState(Duration.ofSeconds(1))
          .permittedNumberOfCallsInHalfOpenState(2)
          .maxWaitDurationInHalfOpenState(Duration.ofSeconds(2))
          .writableStackTraceEnabled(false)
          .build();

  private final CircuitBreaker breaker;
  private final String store;

  /**
   * @param store what it is called in meters and errors
   */
  public Breaker(String store, MeterRegistry registry) {
    this.store = store;
    this.breaker = CircuitBreaker.of(store, CONFIG);
    Gauge.builder("carom.breaker.open", breaker, Breaker::isOpen)
        .description("Whether calls to a store are withheld (1), tried (0.5) or made (0)")
        .tag("store", store)
        .register(registry);
  }

  private static double isOpen(CircuitBreaker breaker) {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> 1;
      case HALF_OPEN -> 0.5;
      default -> 0;
    };
  }

  /**
   * Calls the store.
   *
   * @throws StoreException also if the call is withheld
   */
  public <T extends @Nullable Object> T call(Supplier<T> call) {
    try {
      return breaker.executeSupplier(call);
    } catch (CallNotPermittedException e) {
      throw new StoreException(store + " has failed too often; it is tried again every second", e);
    }
  }
}
