package dev.carom.admin.oidc;

import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of an issuer's keys. They are asked for when they are old, and when a token names
 * one that is not among them; but one asking is under way at a time, for all who wait, and the next
 * begins no sooner than {@link #PAUSE} after it began, whatever tokens name. While the issuer does
 * not answer, what it said last holds. Usable by any thread.
 */
final class IssuerKeys implements AutoCloseable {

  static final Duration PAUSE = Duration.ofSeconds(5);

  /** Until when a key may still be taken that the issuer does not name any more. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  private static final Logger logger = LoggerFactory.getLogger(IssuerKeys.class);

  /** Where keys come from. */
  interface Source {

    /** Asks for the keys. Blocks, for a bounded time. */
    Map<IssuerKey.Name, IssuerKey> keys() throws IOException, InterruptedException;
  }

  /** An asking, and whether it was answered. */
  private record Asking(long beganNanos, CompletableFuture<Boolean> answered) {}

  /** What an asking that began then was answered. */
  private record Known(long askedNanos, Map<IssuerKey.Name, IssuerKey> keys) {}

  private final Source source;
  private final LongSupplier nanoTime;
  private final FailureLog failures = new FailureLog(logger, "The OpenID provider's keys are kept");
  private final Counter read;
  private final Counter failed;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("oidc-", 0).factory());
  private final AtomicReference<@Nullable Asking> latest = new AtomicReference<>();
  private volatile @Nullable Known known;

  /** Nobody is asked yet. */
  IssuerKeys(Source source, LongSupplier nanoTime, MeterRegistry registry) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.read = counter("read", registry);
    this.failed = counter("failed", registry);
  }

  private static Counter counter(String outcome, MeterRegistry registry) {
    return Counter.builder("carom.admin.oidc.refreshes")
        .description("How often the OpenID provider was asked for its keys")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Returns a key, or null if none of that name is known. If that is old, newer are asked for. */
  @Nullable IssuerKey find(IssuerKey.Name name) {
    Known now = known;
    if (now == null) {
      return null;
    }
    if (nanoTime.getAsLong() - now.askedNanos > MAX_AGE.toNanos()) {
      var _ = refresh();
    }
    return now.keys.get(name);
  }

  /** See {@link Tokens#refresh}. */
  CompletableFuture<Boolean> refresh() {
    long now = nanoTime.getAsLong();
    Asking before = latest.get();
    if (before != null
        && (now - before.beganNanos < PAUSE.toNanos() || !before.answered.isDone())) {
      return before.answered;
    }
    Asking asking = new Asking(now, new CompletableFuture<>());
    if (!latest.compareAndSet(before, asking)) {
      return refresh();
    }
    threads.execute(() -> ask(asking));
    return asking.answered;
  }

  private void ask(Asking asking) {
    boolean answered = false;
    try {
      known = new Known(asking.beganNanos, source.keys());
      read.increment();
      answered = true;
    } catch (IOException e) {
      failed.increment();
      failures.failed(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failures.unexpected(e);
    } finally {
      asking.answered.complete(answered);
    }
  }

  /** Gives up what is being asked for. */
  @Override
  public void close() {
    var _ = threads.shutdownNow();
  }
}
