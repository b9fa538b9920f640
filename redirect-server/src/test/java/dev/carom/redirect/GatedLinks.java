package dev.carom.redirect;

import dev.carom.core.change.Change;
import dev.carom.core.change.Lease;
import dev.carom.core.link.Domain;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.LinkSource;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Known;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The {@link SampleLinks} behind a real resolver, whose loads end when, and only when, a test says
 * so. Used by one thread; loads run on others, and never while that one is busy with anything but
 * waiting for them.
 */
final class GatedLinks implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** More than any stream of requests leaves waiting. */
  private static final int LOADS = 128;

  /** Where one load waits. */
  private record Gate(CountDownLatch arrived, CountDownLatch open) {}

  private final Map<ShortCode, Gate> gates = new ConcurrentHashMap<>();
  private final LinkResolver resolver =
      new LinkResolver(
          new LinkResolver.Limits(256 << 20, Duration.ofHours(1), LOADS, 1, LOADS, 1),
          LinkCache.none(),
          new Source(),
          List.of(),
          _ -> -1,
          Lease.forever(),
          new SimpleMeterRegistry(),
          InstantSource.fixed(SampleLinks.NOW));

  @SuppressWarnings("unchecked")
  private final Map<ShortCode, ?> running = part(resolver, "loads", Map.class);

  /** A load gives its permit back when all who waited have been told. */
  private final Semaphore permits = part(resolver, "loadPermits", Semaphore.class);

  /** The codes that are being loaded, in the order in which they were first asked for. */
  private final List<ShortCode> waiting = new ArrayList<>();

  /** The codes that may be in L1. */
  private final Set<ShortCode> loaded = new HashSet<>();

  private int completed;

  GatedLinks() {
    resolver.host(SampleLinks.DOMAINS);
    for (Domain domain : SampleLinks.DOMAINS) {
      for (String code : SampleLinks.CACHED.keySet()) {
        var _ = resolver.resolve(new ShortCode(domain.id(), code)).join();
      }
    }
  }

  /** Reads one code at a time, each on a thread of its own. */
  private final class Source implements LinkSource {

    @Override
    public List<Known> read(List<Wanted> codes) {
      try {
        return List.of(GatedLinks.this.read(codes.getFirst().code()));
      } catch (StoreException e) {
        // Any other failure answers the same, and makes nobody withhold the next reading.
        throw new IllegalStateException(e);
      }
    }

    @Override
    public long lastId() {
      throw new AssertionError("no code is an id's");
    }

    @Override
    public void customCodes(Consumer<ShortCode> to) {
      throw new AssertionError("no feed has begun");
    }
  }

  LinkResolver resolver() {
    return resolver;
  }

  /** How many loads have ended. */
  int completed() {
    return completed;
  }

  private Known read(ShortCode code) {
    if (SampleLinks.cached(code) == null) {
      Gate gate = gate(code);
      gate.arrived.countDown();
      try {
        gate.open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return SampleLinks.load(code);
  }

  private Gate gate(ShortCode code) {
    return gates.computeIfAbsent(code, _ -> new Gate(new CountDownLatch(1), new CountDownLatch(1)));
  }

  /** The codes that are being loaded, the first that was asked for first. */
  List<ShortCode> waiting() {
    if (running.isEmpty()) {
      waiting.clear();
      return List.of();
    }
    waiting.retainAll(running.keySet());
    running.keySet().stream()
        .filter(code -> !waiting.contains(code))
        .sorted(Comparator.comparing(ShortCode::value).thenComparingInt(ShortCode::domain))
        .forEach(waiting::add);
    return List.copyOf(waiting);
  }

  /** Lets a load end, and returns when whoever waited for it has been told. */
  void complete(ShortCode code) {
    Gate gate = gate(code);
    try {
      if (!gate.arrived.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("no load of " + code);
      }
      gates.remove(code);
      int ended = permits.availablePermits() + 1;
      gate.open.countDown();
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (permits.availablePermits() < ended) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("the load of " + code + " does not end");
        }
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    loaded.add(code);
    completed++;
  }

  /** Makes misses of all codes again that are no sample links. */
  void forget() {
    resolver.apply(
        loaded.stream().map(code -> new Change(SampleLinks.AS_OF, code, false)).toList());
    loaded.clear();
  }

  /**
   * The resolver's own view of its loads: nothing else tells at once, and on the thread that asked,
   * whether asking for a code has started one.
   */
  private static <T> T part(LinkResolver resolver, String name, Class<T> type) {
    try {
      var field = LinkResolver.class.getDeclaredField(name);
      field.setAccessible(true);
      return type.cast(field.get(resolver));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("LinkResolver." + name, e);
    }
  }

  @Override
  public void close() {
    resolver.close();
  }
}
