package dev.carom.core.change;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server's right to answer from its caches, until a moment on its own monotonic clock.
 *
 * <pre>
 *              extended                 time passes
 *   waiting ───────────────► trusted ───────────────► waiting
 *      │  ▲                     ▲                        │
 *      │  └──── proof is old ───┤ serve                  │ proved to be cut off
 *      └────────────────────────┴──── refuse ──► refused ┘
 * </pre>
 *
 * <p>Whoever finds it over waits ({@link #decision}): mostly the process was only paused, and the
 * feed joins again within milliseconds. Usable by any thread; {@link #isValid} costs one volatile
 * read.
 */
public final class Lease {

  /** What to do with requests that come while the server is cut off from PostgreSQL. */
  public enum OnPartition {
    /** Answer with what the server knows. */
    SERVE,
    /** Answer that it cannot be known. */
    REFUSE
  }

  /** What whoever waits is told. */
  public enum Decision {
    TRUSTED,
    REFUSED
  }

  /**
   * How long a renewal holds, from when it was sent. All servers of an installation agree on it.
   */
  public static final Duration LENGTH = Duration.ofSeconds(2);

  /** For so long a failed attempt to connect proves that the server is cut off. */
  private static final long PROOF_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final OnPartition onPartition;
  private final long decideNanos;

  /** Nanoseconds as {@link System#nanoTime} counts them. */
  private volatile long validUntil = System.nanoTime();

  /** Until when it is proved that the server is cut off, if it is. */
  private volatile long cutOffUntil = validUntil;

  private final AtomicReference<CompletableFuture<Decision>> waiting =
      new AtomicReference<>(new CompletableFuture<>());

  /**
   * @param decideWithin for how long whoever waits waits at most; then it is refused
   */
  public Lease(OnPartition onPartition, Duration decideWithin) {
    this.onPartition = onPartition;
    this.decideNanos = decideWithin.toNanos();
  }

  /** Returns a lease that never ends, for whoever answers from what nobody changes. */
  public static Lease forever() {
    Lease lease = new Lease(OnPartition.REFUSE, Duration.ZERO);
    lease.extendTo(System.nanoTime() + Long.MAX_VALUE / 2);
    return lease;
  }

  /**
   * Whether the caches may be answered from.
   *
   * @param now {@link System#nanoTime}, taken after the request was read
   */
  public boolean isValid(long now) {
    return now - validUntil < 0;
  }

  /** Completes as soon as it is known what to do, and never exceptionally. */
  public CompletableFuture<Decision> decision() {
    CompletableFuture<Decision> next = waiting.get();
    Decision known = known(System.nanoTime());
    return known != null
        ? CompletableFuture.completedFuture(known)
        : next.copy().completeOnTimeout(Decision.REFUSED, decideNanos, TimeUnit.NANOSECONDS);
  }

  private @Nullable Decision known(long now) {
    if (isValid(now)) {
      return Decision.TRUSTED;
    }
    return onPartition == OnPartition.REFUSE && isCutOff(now) ? Decision.REFUSED : null;
  }

  /** Whether it was proved, a moment ago, that the server is cut off from PostgreSQL. */
  public boolean isCutOff(long now) {
    return now - cutOffUntil < 0;
  }

  /** The lease holds until a moment. */
  void extendTo(long nanos) {
    cutOffUntil = System.nanoTime();
    validUntil = nanos;
    decided(Decision.TRUSTED);
  }

  /** PostgreSQL was proved to be out of reach at a moment. */
  void cutOffAt(long nanos) {
    long until = nanos + PROOF_NANOS;
    cutOffUntil = until;
    if (onPartition == OnPartition.SERVE) {
      if (until - validUntil > 0) {
        validUntil = until;
      }
      decided(Decision.TRUSTED);
    } else if (!isValid(System.nanoTime())) {
      decided(Decision.REFUSED);
    }
  }

  /** The lease is over, whatever was said before. */
  void end() {
    validUntil = System.nanoTime();
  }

  private void decided(Decision decision) {
    waiting.getAndSet(new CompletableFuture<>()).complete(decision);
  }
}
